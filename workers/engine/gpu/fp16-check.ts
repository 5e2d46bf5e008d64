/**
 * 16-bit arithmetic is a GPU's own: products are added up in 16 bits on some, drivers have errors, what overflows is
 * wrong without a word, and on some it is no faster. It is used where it gave what float32 gives, in no more time, on
 * this device, with this model.
 */
import { createEngine, type Engine } from '../engine.ts';
import type { EngineOptions } from '../model.ts';
import { hasFp16 } from '../sessions.ts';

/** What a device's 16-bit arithmetic was found to be for a model; `slower` is not wrong. */
export type Fp16Finding = 'right' | 'slower' | 'wrong';

/** Where it is written down; null before it was tried. */
export interface Fp16Verdict {
  read(): Promise<Fp16Finding | null>;
  write(finding: Fp16Finding): Promise<void>;
}

/** What is run in float32 and in 16 bits: an engine, or one that shows more of itself. */
export type Checkable = Pick<Engine, 'manifest' | 'nextLogProbs' | 'dispose'>;

export interface Checked<E extends Checkable> {
  engine: E;
  /** Whether an fp16 model is multiplied in float32. */
  fp32Fallback: boolean;
  /** Why, in words for a person; null where it is not. */
  reason: string | null;
}

export type CheckedEngine = Checked<Engine>;

export interface CheckOptions {
  verdict: Fp16Verdict;
  /** Runs a job and throws what the device reports about it. */
  watch: <T>(job: () => Promise<T>) => Promise<T>;
  /** Milliseconds. */
  now: () => number;
}

/** Nats by which the next token's distribution may differ from that of float32: an eighth of what 4 bits cost. */
const MOST_DIVERGENCE = 1e-3;
/** Times vary by so much from run to run, and 16 bits take half the memory: as fast as float32 is fast enough. */
const CLEARLY_SLOWER = 1.1;

const NO_HALF = 'This GPU has no 16-bit arithmetic: the model runs in 32 bits.';
const NOT_IN_HALF: Readonly<Record<Exclude<Fp16Finding, 'right'>, string>> = {
  wrong: 'This GPU’s 16-bit arithmetic gives wrong results: the model runs in 32 bits.',
  slower: '16 bits are slower than 32 on this GPU: the model runs in 32 bits.',
};

/**
 * Loads a captioner. One in fp16 is run in float32 first, then in 16 bits, on the same picture and prompt, unless the
 * verdict is known; where the two differ, or 16 bits fail or take longer, it is loaded in float32. Bundles of before,
 * which have no graphs in float32, are not checked. Throws as `createEngine` does.
 */
export function createCheckedEngine(options: EngineOptions, check: CheckOptions): Promise<CheckedEngine> {
  return createChecked(createEngine, options, check);
}

/** As `createCheckedEngine`, of whatever `create` makes. */
export async function createChecked<E extends Checkable>(
  create: (options: EngineOptions) => Promise<E>,
  options: EngineOptions,
  check: CheckOptions,
): Promise<Checked<E>> {
  const { dtype, fp32Fallback } = options.bundle.manifest;
  const load = (floating: boolean) => create({ ...options, fp32Fallback: floating });
  if (dtype !== 'fp16' || !fp32Fallback || options.backend !== 'webgpu') {
    return { engine: await load(false), fp32Fallback: false, reason: null };
  }
  if (!hasFp16(options)) return { engine: await load(true), fp32Fallback: true, reason: NO_HALF };
  const known = await check.verdict.read();
  const { finding, engine } = known ? { finding: known, engine: null } : await tryHalf(load, check, options);
  if (!known) await check.verdict.write(finding);
  if (finding === 'right')
    return { engine: engine ?? (await load(false)), fp32Fallback: false, reason: null };
  return { engine: await load(true), fp32Fallback: true, reason: NOT_IN_HALF[finding] };
}

/** Runs the model both ways; `engine` is the one in 16 bits where that is right. */
async function tryHalf<E extends Checkable>(
  load: (fp32Fallback: boolean) => Promise<E>,
  { watch, now }: CheckOptions,
  { signal }: Pick<EngineOptions, 'signal'>,
): Promise<{ finding: Fp16Finding; engine: E | null }> {
  const floating = await load(true);
  const expected = await probe(floating, now, signal).finally(() => floating.dispose());
  const engine = await load(false);
  const finding = await watch(() => probe(engine, now, signal)).then(
    (actual) => compare(expected, actual),
    () => 'wrong' as const,
  );
  if (finding !== 'right') await engine.dispose();
  signal?.throwIfAborted();
  return { finding, engine: finding === 'right' ? engine : null };
}

interface Probed {
  /** Of the next token. */
  logProbs: Float32Array;
  ms: number;
}

function compare(fp32Fallback: Probed, inHalf: Probed): Fp16Finding {
  // A divergence that is no number is none that is small enough.
  if (!(divergence(fp32Fallback.logProbs, inHalf.logProbs) <= MOST_DIVERGENCE)) return 'wrong';
  return inHalf.ms > CLEARLY_SLOWER * fp32Fallback.ms ? 'slower' : 'right';
}

/** A made-up picture of everything between black and white, seen twice: the first time kernels are compiled. */
async function probe(engine: Checkable, now: () => number, signal?: AbortSignal): Promise<Probed> {
  const { size } = engine.manifest.image;
  const pixels = Float32Array.from({ length: 3 * size * size }, (_, i) => 2 * Math.sin(i * i * 1e-3));
  await engine.nextLogProbs(pixels, signal);
  const start = now();
  const logProbs = await engine.nextLogProbs(pixels, signal);
  return { logProbs, ms: now() - start };
}

/** KL(expected‖actual) of log-probabilities, in nats. */
function divergence(expected: Float32Array, actual: Float32Array): number {
  return expected.reduce((sum, logP, id) => sum + Math.exp(logP) * (logP - actual[id]!), 0);
}
