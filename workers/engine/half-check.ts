/**
 * 16-bit arithmetic is a GPU's own: products are added up in 16 bits on some, drivers have errors, and what overflows
 * is wrong without a word. It is used where it gave what float32 gives, on this device, with this model.
 */
import { createEngine, type Engine } from './engine.ts';
import type { EngineOptions } from './model.ts';
import { hasHalf } from './sessions.ts';

/** Whether the device's 16-bit arithmetic was found right for a model; null before it was tried. */
export interface HalfVerdict {
  read(): Promise<boolean | null>;
  write(right: boolean): Promise<void>;
}

export interface CheckedEngine {
  engine: Engine;
  /** Whether an fp16 model is multiplied in float32. */
  inFloat: boolean;
  /** Why, in words for a person; null where it is not. */
  reason: string | null;
}

export interface CheckOptions {
  verdict: HalfVerdict;
  /** Runs a job and throws what the device reports about it. */
  watch: <T>(job: () => Promise<T>) => Promise<T>;
}

/** Nats by which the next token's distribution may differ from that of float32: an eighth of what 4 bits cost. */
const MOST_DIVERGENCE = 1e-3;

const NO_HALF = 'This GPU has no 16-bit arithmetic: the model runs in 32 bits.';
const WRONG_HALF = 'This GPU’s 16-bit arithmetic gives wrong results: the model runs in 32 bits.';

/**
 * Loads a captioner. One in fp16 is run in float32 first, then in 16 bits, on the same picture and prompt, unless the
 * verdict is known; where the two differ, or 16 bits fail, it is loaded in float32. Bundles of before, which have no
 * graphs in float32, are not checked. Throws as `createEngine` does.
 */
export async function createCheckedEngine(
  options: EngineOptions,
  { verdict, watch }: CheckOptions,
): Promise<CheckedEngine> {
  const { dtype, inFloat } = options.bundle.manifest;
  const load = (floating: boolean) => createEngine({ ...options, inFloat: floating });
  if (dtype !== 'fp16' || !inFloat || options.backend !== 'webgpu') {
    return { engine: await load(false), inFloat: false, reason: null };
  }
  if (!hasHalf(options)) return { engine: await load(true), inFloat: true, reason: NO_HALF };
  const known = await verdict.read();
  const engine = known === false ? null : await loadInHalf(load, { known, watch, signal: options.signal });
  if (known === null) await verdict.write(engine !== null);
  if (engine) return { engine, inFloat: false, reason: null };
  return { engine: await load(true), inFloat: true, reason: WRONG_HALF };
}

/** The engine in 16 bits; null where it does not give what float32 gives, which is run if it is not `known` to. */
async function loadInHalf(
  load: (inFloat: boolean) => Promise<Engine>,
  { known, watch, signal }: Pick<CheckOptions, 'watch'> & { known: boolean | null; signal?: AbortSignal },
): Promise<Engine | null> {
  const expected = known === null ? await probeAndDispose(await load(true), signal) : null;
  const engine = await load(false);
  if (!expected) return engine;
  try {
    const actual = await watch(() => probe(engine, signal));
    // A divergence that is no number is none that is small enough.
    if (divergence(expected, actual) <= MOST_DIVERGENCE) return engine;
  } catch (error) {
    if (signal?.aborted) throw error;
  }
  await engine.dispose();
  return null;
}

async function probeAndDispose(engine: Engine, signal?: AbortSignal): Promise<Float32Array> {
  try {
    return await probe(engine, signal);
  } finally {
    await engine.dispose();
  }
}

/** The next token's log-probabilities for a made-up picture of everything between black and white. */
function probe(engine: Engine, signal?: AbortSignal): Promise<Float32Array> {
  const { size } = engine.manifest.image;
  const pixels = Float32Array.from({ length: 3 * size * size }, (_, i) => 2 * Math.sin(i * i * 1e-3));
  return engine.nextLogProbs(pixels, signal);
}

/** KL(expected‖actual) of log-probabilities, in nats. */
function divergence(expected: Float32Array, actual: Float32Array): number {
  return expected.reduce((sum, logP, id) => sum + Math.exp(logP) * (logP - actual[id]!), 0);
}
