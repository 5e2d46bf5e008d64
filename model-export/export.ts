/** Converts checkpoints to bundles: the entry point of the command line and of the page's worker. */

import type { Dtype, Target } from '../core/dtypes.ts';
import {
  type AnswererPart,
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  type BundleManifest,
  type GraphFiles,
  MANIFEST_FILE,
  type TextInput,
} from '../core/manifest/manifest.ts';
import { GENERATION_DEFAULTS, type GenerationDefaults } from '../core/settings/index.ts';
import {
  BASELINE_FORMAT,
  type BaselineDtype,
  type BaselineManifest,
  emitBaseline,
  type Manifest,
} from './baseline.ts';
import { BundleWriter } from './bundle/data-writer.ts';
import type { BlipConfig } from './checkpoint/config.ts';
import { type Checkpoint, type OpenOptions, openCheckpoint } from './checkpoint/open.ts';
import { readSettings } from './checkpoint/read-settings.ts';
import { type Emission, type EmittedGraph, emitModel } from './emit.ts';
import { byteLength, type Graph } from './graph/graph.ts';
import type { BundleSink, CheckpointFiles } from './io/byte-source.ts';
import { type Hashing, portableHashing } from './io/hash.ts';
import { hashSources } from './io/source-hash.ts';
import { encodeModel } from './onnx/model.ts';
import { requireDtype } from './quantize/policy.ts';

export { type BaselineDtype, type BaselineManifest, readBaselineManifest } from './baseline.ts';
export { CheckpointError } from './checkpoint/errors.ts';
export { requireDtype } from './quantize/policy.ts';
export { UnsupportedDtypeError } from './quantize/scheme.ts';

/** A checkpoint, and what is made of it. */
export interface ExportRequest extends OpenOptions {
  files: CheckpointFiles;
  /** The checkpoint's name, e.g. a hub id. */
  id: string;
  revision?: string | null;
  target: Target;
  dtype: Dtype;
  sink: BundleSink;
  hashing?: Hashing;
  /** Receives what was inferred from the weights without a config.json, one line each. */
  onInferred?: (notes: readonly string[]) => void;
  /** Bytes of weights written so far, and in total. */
  onProgress?: (written: number, total: number) => void;
  /** Aborting rejects with the signal's reason before the next tensor. */
  signal?: {
    /** Throws the reason, if there is one. */
    throwIfAborted(): void;
  };
}

export type BaselineExportRequest = Omit<ExportRequest, 'target' | 'dtype'> & { dtype: BaselineDtype };

const TOKENIZER_FILE = 'tokenizer.json';
const ANSWERER_TOKENIZER_FILE = 'answerer.tokenizer.json';

/**
 * Converts a BLIP checkpoint to a bundle: either in the hub's layout, or an original `.pth` with a vocabulary.
 * @throws {CheckpointError} if the files are at fault
 * @throws {UnsupportedDtypeError} for a dtype that the target does not support
 */
export async function exportBundle(request: ExportRequest): Promise<BundleManifest> {
  const { target, dtype } = request;
  requireDtype(dtype, target);
  return write(BUNDLE_FORMAT, request, (checkpoint) => emitModel(checkpoint, { target, dtype }));
}

/**
 * Writes a captioner in the standard form, as a baseline: standard operators, no cache. The result is not a bundle:
 * the manifest has the format `blipscope-baseline`, which no engine accepts; `readBaselineManifest` reads it. In `fp16`
 * weights take half the space, and arithmetic is still float32.
 * @throws {CheckpointError} as `exportBundle`, and for any other model
 */
export async function exportBaseline(request: BaselineExportRequest): Promise<BaselineManifest> {
  const emit: Emit = (checkpoint) => emitBaseline(checkpoint, request.dtype);
  return write(BASELINE_FORMAT, { ...request, target: 'node' }, emit);
}

type Emit = (checkpoint: Checkpoint) => Promise<Emission>;

async function write<Format extends string>(
  format: Format,
  request: ExportRequest,
  emit: Emit,
): Promise<Manifest<Format>> {
  const { files, target, dtype, sink, hashing = portableHashing, signal } = request;
  const checkpoint = await openCheckpoint(files, request);
  const { config } = checkpoint;
  request.onInferred?.(checkpoint.inferred);
  const { image, tokenizer } = await readSettings(files, config);
  const emission = await emit(checkpoint);
  const sha256OfSource = await hashSources(files, checkpoint.weightFiles, { hashing, signal });

  const writer = new BundleWriter({ sink, hashing });
  const onTensor = progressOf(emission, request);
  await writer.writeFile(TOKENIZER_FILE, tokenizer);
  const written = await writeGraphs(writer, emission.graphs, onTensor);
  const answerer = emission.answerer && (await writeAnswerer(writer, emission.answerer, onTensor));
  const manifest: Manifest<Format> = {
    format,
    version: BUNDLE_VERSION,
    source: { id: request.id, revision: request.revision ?? null, sha256: sha256OfSource },
    target,
    dtype,
    architecture: config.architecture,
    image,
    text: textInput(config, TOKENIZER_FILE),
    generation: generationFor(config.architecture.text.maxPositions),
    capabilities: emission.capabilities,
    ...written,
    ...(answerer && { answerer }),
    files: writer.files,
  };
  await writeManifest(sink, manifest);
  return manifest;
}

function textInput({ tokens, architecture }: BlipConfig, tokenizer: string): TextInput {
  return { tokenizer, ...tokens, maxPositions: architecture.text.maxPositions };
}

/** The defaults, limited to the model's positions. */
function generationFor(maxPositions: number): GenerationDefaults {
  return {
    ...GENERATION_DEFAULTS,
    maxLength: Math.min(GENERATION_DEFAULTS.maxLength, maxPositions),
  };
}

type OnTensor = (bytes: number) => void;

function progressOf({ graphs, answerer }: Emission, { onProgress, signal }: ExportRequest): OnTensor {
  const total = [...graphs, ...(answerer?.graphs ?? [])].reduce(
    (sum, { graph }) => sum + tensorBytes(graph),
    0,
  );
  let written = 0;
  return (bytes) => {
    signal?.throwIfAborted();
    written += bytes;
    onProgress?.(written, total);
  };
}

async function writeAnswerer(
  writer: BundleWriter,
  { config, tokenizer, graphs }: NonNullable<Emission['answerer']>,
  onTensor: OnTensor,
): Promise<AnswererPart> {
  const { model, text } = config.architecture;
  await writer.writeFile(ANSWERER_TOKENIZER_FILE, tokenizer);
  return {
    architecture: { model, text },
    text: textInput(config, ANSWERER_TOKENIZER_FILE),
    ...(await writeGraphs(writer, graphs, onTensor)),
  };
}

async function writeGraphs(
  writer: BundleWriter,
  graphs: readonly EmittedGraph[],
  onTensor: OnTensor,
): Promise<Pick<BundleManifest, 'graphs' | 'fp32Fallback'>> {
  const stored: BundleManifest['graphs'] = {};
  const fp32Fallback: BundleManifest['graphs'] = {};
  for (const { role, graph, fp32Fallback: floating } of graphs) {
    (floating ? fp32Fallback : stored)[role] = await writeGraph(writer, graph, onTensor);
  }
  return Object.keys(fp32Fallback).length > 0 ? { graphs: stored, fp32Fallback } : { graphs: stored };
}

async function writeGraph(writer: BundleWriter, graph: Graph, onTensor: OnTensor): Promise<GraphFiles> {
  const locations = await writer.writeTensors(graph, onTensor);
  const file = `${graph.name}.onnx`;
  await writer.writeFile(file, encodeModel(graph, locations));
  const external = [...locations.values()].filter((location) => location.kind === 'external');
  const data = [...new Set(external.map((location) => location.file))];
  const bytes = [file, ...data].reduce((sum, name) => sum + writer.files[name]!.bytes, 0);
  return { file, data, bytes, sha256: writer.files[file]!.sha256 };
}

function tensorBytes(graph: Graph): number {
  return [...graph.initializers.values()].reduce(
    (sum, { dtype, shape }) => sum + byteLength(dtype, shape),
    0,
  );
}

/** Written last, so that a folder with a manifest is a complete bundle. */
async function writeManifest(sink: BundleSink, manifest: Manifest<string>): Promise<void> {
  const file = await sink.create(MANIFEST_FILE);
  await file.write(new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  await file.close();
}
