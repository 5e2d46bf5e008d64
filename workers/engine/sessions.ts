import type { InferenceSession } from 'onnxruntime-common';
import type { Capability } from '../../core/dtypes.ts';
import type { BundleManifest, GraphFiles, GraphRole } from '../../core/manifest/manifest.ts';
import { BundleError } from '../../core/manifest/manifest.ts';
import { EngineError, isOutOfMemory } from './errors.ts';
import type { Bundle, Execution, Runtime } from './runtime.ts';

/** The sessions of some of a bundle's graphs. */
export interface Sessions<Role extends GraphRole> {
  readonly get: (role: Role) => InferenceSession;
  release(): Promise<void>;
}

/** What is loaded, and by which runtime. */
export interface SessionsRequest {
  runtime: Runtime;
  bundle: Bundle;
  /** Bytes read so far, of all graphs with their data. */
  onProgress?: (loadedBytes: number, totalBytes: number) => void;
  signal?: AbortSignal;
  /** Runs an fp16 bundle in fp32 although the device has fp16. */
  fp32Fallback?: boolean;
}

/** What is loaded, and where it runs. */
export type SessionsOptions = SessionsRequest & Execution;

/**
 * Creates the sessions of graphs, one after the other, so that at most one graph's files are in memory in addition to
 * the runtime's copies, and because onnxruntime-web can create only one WebGPU session at a time. After an error no
 * session is left.
 *
 * @throws {BundleError} for a missing graph or a file of the wrong size.
 * @throws {EngineError} if the runtime refuses a graph.
 * @throws the signal's reason.
 */
export async function createSessions<Role extends GraphRole>(
  roles: readonly Role[],
  options: SessionsOptions,
): Promise<Sessions<Role>> {
  const { runtime, bundle } = options;
  requireArithmetic(bundle.manifest, options);
  const fp32Fallback = usesFp32Fallback(bundle.manifest, options);
  const graphs = roles.map((role) => [role, graphOf(bundle.manifest, role, fp32Fallback)] as const);
  const load = graphLoader(graphs, options);
  const made = new Map<GraphRole, InferenceSession>();
  try {
    for (const [role, graph] of graphs) {
      const own = { ...sessionOptions(role, options), ...mappedOptions(role, options) };
      made.set(role, await createSession(runtime, role, await load(graph), own));
    }
  } catch (error) {
    await releaseAll(made);
    throw error;
  }
  return { get: (role) => sessionOf(made, role), release: () => releaseAll(made) };
}

/** Whether a GPU has 16-bit arithmetic. */
export function hasFp16(execution: Execution): boolean {
  return execution.backend === 'webgpu' && execution.device.features.has('shader-f16');
}

/**
 * Refuses an fp16 bundle of an earlier version, without graphs in fp32, where there is no fp16: on such a GPU its graphs
 * would not compile, and WebAssembly would convert every number back and forth.
 *
 * @throws {EngineError}
 */
export function requireArithmetic(
  { dtype, fp32Fallback, source }: BundleManifest,
  execution: Execution,
): void {
  if (dtype !== 'fp16' || fp32Fallback || execution.backend === 'cpu' || hasFp16(execution)) return;
  const what = execution.backend === 'webgpu' ? 'This GPU' : 'The CPU in a browser';
  throw new EngineError(
    'unsupported-dtype',
    `${what} has no 16-bit arithmetic, and ${source.id} is stored in fp16. Install it again, or in q8 or fp32.`,
  );
}

const KIND: Record<Capability, string> = {
  caption: 'captioner',
  match: 'matcher',
  contrast: 'matcher by features',
  answer: 'question answerer',
};

/** @throws {BundleError} for a model without any of these capabilities. */
export function requireCapability(
  { capabilities, source }: BundleManifest,
  anyOf: readonly [Capability, ...Capability[]],
): void {
  if (anyOf.some((capability) => capabilities.includes(capability))) return;
  throw new BundleError(
    'model-corrupt',
    `${source.id} is not a ${KIND[anyOf[0]]}; it was made for: ${capabilities.join(', ')}. Choose another model.`,
  );
}

function usesFp32Fallback({ dtype }: BundleManifest, options: SessionsOptions): boolean {
  if (dtype !== 'fp16' || options.backend === 'cpu') return false;
  return options.fp32Fallback === true || !hasFp16(options);
}

function graphOf(
  { graphs, fp32Fallback, source }: BundleManifest,
  role: GraphRole,
  floating: boolean,
): GraphFiles {
  const graph = (floating && fp32Fallback?.[role]) || graphs[role];
  if (graph) return graph;
  throw new BundleError('model-corrupt', `${source.id} lacks the graph ${role}. Export the model again.`);
}

function sessionOf(made: ReadonlyMap<GraphRole, InferenceSession>, role: GraphRole): InferenceSession {
  const session = made.get(role);
  if (session) return session;
  throw new Error(`The graph ${role} was not loaded.`);
}

async function releaseAll(made: ReadonlyMap<GraphRole, InferenceSession>): Promise<void> {
  await Promise.all([...made.values()].map((session) => session.release()));
}

/** A graph as the runtime takes it: its file's path, or its bytes with those of its data. */
type LoadedGraph = string | { model: Uint8Array; externalData: { path: string; data: Uint8Array }[] };

/** Locates or reads graphs, checks the sizes of files and reports progress. */
function graphLoader(
  graphs: readonly (readonly [GraphRole, GraphFiles])[],
  { runtime, bundle, onProgress, signal }: SessionsOptions,
): (graph: GraphFiles) => Promise<LoadedGraph> {
  const totalBytes = graphs.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let loadedBytes = 0;
  const progress = (bytes: number) => {
    loadedBytes += bytes;
    onProgress?.(loadedBytes, totalBytes);
  };
  const read = async (name: string) => {
    signal?.throwIfAborted();
    const bytes = await readFile(bundle, name);
    progress(bytes.byteLength);
    return bytes;
  };
  return async (graph) => {
    signal?.throwIfAborted();
    const path = runtime.createFromFile && (await bundle.locate?.(graph));
    if (!path) return readGraph(graph, read);
    progress(graph.bytes);
    return path;
  };
}

async function readGraph(
  { file, data }: GraphFiles,
  read: (name: string) => Promise<Uint8Array>,
): Promise<LoadedGraph> {
  const model = await read(file);
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const path of data) externalData.push({ path, data: await read(path) });
  return { model, externalData };
}

/**
 * The forward and the backward pass read a matrix in two layouts, and the runtime would store a packed copy for each:
 * three times the weights, for a graph that seldom runs.
 */
const UNPACKED = { session: { disable_prepacking: '1' } };
const EXPLAINING: ReadonlySet<GraphRole> = new Set(['explain_caption', 'explain_itm', 'explain_answer']);

/**
 * On WebGPU every output stays in GPU buffers: image features are used there again, and the decoder's outputs are read
 * back in one round trip. Validation would cost a round trip per run; errors reach the device's `uncapturederror`
 * event, to which its owner listens.
 */
export function sessionOptions(role: GraphRole, execution: Execution): InferenceSession.SessionOptions {
  if (execution.backend !== 'webgpu') {
    return { executionProviders: [execution.backend], ...(EXPLAINING.has(role) && { extra: UNPACKED }) };
  }
  return {
    executionProviders: [{ name: 'webgpu', device: execution.device, validationMode: 'disabled' }],
    preferredOutputLocation: 'gpu-buffer',
  };
}

/**
 * In Node, weights in fp32 are multiplied as they lie in the mapped files, but for the decoder's, which multiplies few rows
 * with each: a start takes half the time and a quarter of the memory, a picture 3 % longer. See docs/decisions.md.
 */
function mappedOptions(
  role: GraphRole,
  { backend, bundle }: SessionsOptions,
): Pick<InferenceSession.SessionOptions, 'extra'> {
  const isPacked = backend !== 'cpu' || bundle.manifest.dtype !== 'fp32' || role === 'text_decoder';
  return isPacked ? {} : { extra: UNPACKED };
}

const NO_ROOM =
  'There is not enough memory to prepare the model. Close other tabs, or choose a smaller model.';

async function createSession(
  { InferenceSession, createFromFile }: Runtime,
  role: GraphRole,
  graph: LoadedGraph,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    if (typeof graph === 'string') return await createFromFile!(graph, options);
    const { model, externalData } = graph;
    return await InferenceSession.create(model, { ...options, externalData });
  } catch (cause) {
    throw isOutOfMemory(cause)
      ? new EngineError('out-of-memory', NO_ROOM, { cause })
      : new EngineError('unknown', `The model's ${role} could not be prepared on this device.`, { cause });
  }
}

async function readFile(bundle: Bundle, name: string): Promise<Uint8Array> {
  const bytes = await bundle.read(name);
  const expected = bundle.manifest.files[name]?.bytes;
  if (bytes.byteLength !== expected) {
    throw new BundleError(
      'model-corrupt',
      `${name} has ${bytes.byteLength} bytes, the manifest says ${expected}. Download or export the model again.`,
    );
  }
  return bytes;
}
