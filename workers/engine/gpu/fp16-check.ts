/**
 * The 16-bit arithmetic of a GPU is used only where it gives what fp32 gives with this model on this device, and is not
 * known to be slower: some GPUs add up matmuls in 16 bits, some drivers have errors, and values may overflow silently.
 */
import type { Fallback } from '../../../core/fallbacks.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { EngineOptions } from '../model.ts';
import { hasFp16 } from '../sessions.ts';

/** Whether a device's 16-bit arithmetic gives the results of fp32 with a model. */
export type Fp16Finding = 'right' | 'wrong';

/** Where the finding is stored; null before the first check. */
export interface Fp16Verdict {
  /** The stored finding; null if there is none. */
  read(): Promise<Fp16Finding | null>;
  /** Stores a finding. */
  write(finding: Fp16Finding): Promise<void>;
}

/** What is run in both precisions: an engine, or a subclass of it. */
export type Checkable = Pick<Engine, 'manifest' | 'nextLogProbs' | 'dispose'>;

/** An engine whose precision was checked, and what was found. */
export interface CheckedEngine {
  engine: Engine;
  /** Whether an fp16 model runs in fp32. */
  fp32Fallback: boolean;
  /** Why; null without a fallback. */
  reason: Fallback | null;
}

type Checked<E extends Checkable> = Omit<CheckedEngine, 'engine'> & { engine: E };

/** How the check is made. */
export interface CheckOptions {
  verdict: Fp16Verdict;
  /** Runs a job and throws the errors that the device reports about it. */
  watch: <T>(job: () => Promise<T>) => Promise<T>;
  /** fp16 was measured to be slower than fp32 on this device. */
  isSlower: boolean;
}

/** In nats, between the next token's distributions in fp32 and fp16: an eighth of what 4 bits cost. */
const MAX_DIVERGENCE = 1e-3;

/**
 * Loads a captioner. One in fp16 is run in fp32 first, then in fp16, on the same picture and prompt, unless the verdict
 * is stored; where the two differ, or fp16 fails or is slower, it is loaded in fp32. Bundles of earlier versions, which
 * have no graphs in fp32, are not checked.
 *
 * @throws as `createEngine` does.
 */
export function createCheckedEngine(options: EngineOptions, check: CheckOptions): Promise<CheckedEngine> {
  return createChecked(createEngine, options, check);
}

/** As `createCheckedEngine`, for what `create` returns. */
export async function createChecked<E extends Checkable>(
  create: (options: EngineOptions) => Promise<E>,
  options: EngineOptions,
  check: CheckOptions,
): Promise<Checked<E>> {
  const { manifest } = options.bundle;
  const load = (fp32Fallback: boolean) => create({ ...options, fp32Fallback });
  const inFp32 = async (reason: Fallback) => ({ engine: await load(true), fp32Fallback: true, reason });
  const inFp16 = async (engine: E | null) => ({
    engine: engine ?? (await load(false)),
    ...{ fp32Fallback: false, reason: null },
  });
  if (manifest.dtype !== 'fp16' || !manifest.fp32Fallback || options.backend !== 'webgpu')
    return inFp16(null);
  if (!hasFp16(options)) return inFp32('no-fp16');
  if (check.isSlower) return inFp32('fp16-slower');
  const stored = await check.verdict.read();
  if (stored) return stored === 'right' ? inFp16(null) : inFp32('fp16-wrong');
  const engine = await tryFp16(load, check, options);
  await check.verdict.write(engine ? 'right' : 'wrong');
  return engine ? inFp16(engine) : inFp32('fp16-wrong');
}

/** Runs the model both ways. Returns the one in fp16 where that is right. */
async function tryFp16<E extends Checkable>(
  load: (fp32Fallback: boolean) => Promise<E>,
  { watch }: CheckOptions,
  { signal }: Pick<EngineOptions, 'signal'>,
): Promise<E | null> {
  const fallback = await load(true);
  const expected = await probe(fallback, signal).finally(() => fallback.dispose());
  const engine = await load(false);
  const isRight = await watch(() => probe(engine, signal)).then(
    // NaN is not small enough either.
    (actual) => divergence(expected, actual) <= MAX_DIVERGENCE,
    () => false,
  );
  if (!isRight) await engine.dispose();
  signal?.throwIfAborted();
  return isRight ? engine : null;
}

/** Log-probabilities of the next token for a synthetic picture of every value between black and white. */
function probe(engine: Checkable, signal?: AbortSignal): Promise<Float32Array> {
  const { size } = engine.manifest.image;
  const pixels = Float32Array.from({ length: 3 * size * size }, (_, i) => 2 * Math.sin(i * i * 1e-3));
  return engine.nextLogProbs(pixels, signal);
}

/** KL(expected‖actual) of log-probabilities, in nats. */
function divergence(expected: Float32Array, actual: Float32Array): number {
  return expected.reduce((sum, logP, id) => sum + Math.exp(logP) * (logP - actual[id]!), 0);
}
