import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BundleManifest } from '../../../core/manifest/manifest.ts';
import { BUFFER_USAGE, FakeBuffer, FakeDevice, MAP_MODE } from '../testing/fake-device.ts';
import { randomScript } from '../testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, VOCABULARY } from '../testing/fake-runtime.ts';
import { createCheckedEngine, type Fp16Finding, type Fp16Verdict } from './fp16-check.ts';

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => vi.unstubAllGlobals());

/** What a run takes in float32, and for the first time in a session. Milliseconds of a clock of its own. */
const MS_IN_FLOAT = 100;
const MS_TO_COMPILE = 10_000;

/** A runtime whose decoders write these logits, in float32 and in 16 bits, and which says what it loaded. */
class HalfRuntime extends FakeRuntime {
  readonly loaded: string[] = [];
  clock = 0;

  constructor(
    private readonly logitsInHalf: () => Float32Array,
    private readonly msInHalf: number,
  ) {
    super(randomScript(VOCABULARY, 0));
    const create = this.InferenceSession.create;
    this.InferenceSession.create = async (model, options) => {
      const file = new TextDecoder().decode(model as Uint8Array);
      this.loaded.push(file);
      const session = await create(model, options);
      if (!file.startsWith('text_decoder')) return session;
      let compiled = false;
      const run = async (_: unknown, fetches: Record<string, { gpuBuffer: unknown }>) => {
        const buffer = fetches.logits?.gpuBuffer;
        const floating = file.includes('in-float');
        const logits = floating ? IN_FLOAT : this.logitsInHalf();
        // In 16 bits there is more to compile: the first run says nothing.
        this.clock += compiled ? 0 : MS_TO_COMPILE * (floating ? 1 : 2);
        this.clock += floating ? MS_IN_FLOAT : this.msInHalf;
        compiled = true;
        if (buffer instanceof FakeBuffer) buffer.floats.set(logits);
        return {};
      };
      return Object.assign(session, { run });
    };
  }

  /** Of each load, whether it was in float32. */
  get loads(): boolean[] {
    return this.loaded.filter((file) => file.startsWith('vision')).map((file) => file.includes('in-float'));
  }
}

const SLOWER = '16 bits are slower than 32 on this GPU: the model runs in 32 bits.';
const IN_FLOAT = Float32Array.from({ length: VOCABULARY }, (_, id) => Math.sin(id));
const slightlyOff = () => IN_FLOAT.map((logit, id) => logit + 1e-3 * (id % 2));
const farOff = () => IN_FLOAT.map((logit, id) => logit + (id % 2));
const overflowing = () => IN_FLOAT.map(() => Number.NaN);
const failing = () => {
  throw new Error('the shader could not be compiled');
};

function halfBundle(twins = true) {
  const bundle = fakeBundle();
  const twin = (name: string) => name.replace('.onnx', '.in-float.onnx');
  const { graphs, files } = bundle.manifest;
  const fp32Fallback = Object.fromEntries(
    Object.entries(graphs).map(([role, graph]) => [role, { ...graph, file: twin(graph.file) }]),
  );
  const sizes = Object.values(fp32Fallback).map(({ file }) => [file, { bytes: file.length, sha256: '' }]);
  const manifest: BundleManifest = {
    ...bundle.manifest,
    dtype: 'fp16',
    files: { ...files, ...Object.fromEntries(sizes) },
    ...(twins && { fp32Fallback }),
  };
  return { ...bundle, manifest };
}

/** A verdict in memory. */
function remembering(known: Fp16Finding | null): Fp16Verdict & { known: Fp16Finding | null } {
  const verdict = {
    known,
    read: async () => verdict.known,
    write: async (finding: Fp16Finding) => {
      verdict.known = finding;
    },
  };
  return verdict;
}

async function check(
  logitsInHalf: () => Float32Array,
  {
    known = null as Fp16Finding | null,
    features = ['shader-f16'],
    bundle = halfBundle(),
    msInHalf = MS_IN_FLOAT / 2,
  } = {},
) {
  const runtime = new HalfRuntime(logitsInHalf, msInHalf);
  const [gpu, verdict] = [new FakeDevice(), remembering(known)];
  const device = Object.assign(Object.create(gpu.device), { features: new Set(features) }) as GPUDevice;
  const options = { runtime, bundle, tokenizer: fakeTokenizer, backend: 'webgpu', device } as const;
  const { engine, fp32Fallback, reason } = await createCheckedEngine(options, {
    verdict,
    watch: (job) => job(),
    now: () => runtime.clock,
  });
  const next = await engine.nextLogProbs(new Float32Array(48)).catch(() => null);
  return {
    fp32Fallback,
    reason,
    loads: runtime.loads,
    released: runtime.released,
    known: verdict.known,
    next,
    gpu,
  };
}

describe('an fp16 model on a GPU with 16-bit arithmetic', () => {
  test('is run in float32 first, and in 16 bits when that gives the same', async () => {
    const result = await check(slightlyOff);
    expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [true, false], known: 'right' });
    // The sessions in float32 are gone before those in 16 bits are made.
    expect(result.released).toBe(3);
  });

  test.each([
    ['differs', farOff],
    ['overflows', overflowing],
    ['fails', failing],
  ])('is run in float32 where 16 bits %s, and says so', async (_, logitsInHalf) => {
    const result = await check(logitsInHalf);
    expect(result).toMatchObject({
      fp32Fallback: true,
      loads: [true, false, true],
      known: 'wrong',
      released: 6,
    });
    expect(result.reason).toBe(
      'This GPU’s 16-bit arithmetic gives wrong results: the model runs in 32 bits.',
    );
    expect(result.next![0]).toBeCloseTo(
      IN_FLOAT[0]! - Math.log(IN_FLOAT.reduce((s, x) => s + Math.exp(x), 0)),
      5,
    );
    expect(result.gpu.alive).toEqual([]);
  });

  test('is run in float32 where 16 bits are right but slower, and says so', async () => {
    const result = await check(slightlyOff, { msInHalf: 2 * MS_IN_FLOAT });
    expect(result).toMatchObject({ fp32Fallback: true, reason: SLOWER, loads: [true, false, true] });
    expect(result).toMatchObject({ known: 'slower', released: 6 });
    expect(result.gpu.alive).toEqual([]);
  });

  test('stays in 16 bits where they take as long: they take half the memory', async () => {
    const result = await check(slightlyOff, { msInHalf: 1.05 * MS_IN_FLOAT });
    expect(result).toMatchObject({ fp32Fallback: false, reason: null, known: 'right' });
  });

  test('is not tried again once the verdict is known', async () => {
    expect(await check(farOff, { known: 'right' })).toMatchObject({ fp32Fallback: false, loads: [false] });
    expect(await check(slightlyOff, { known: 'wrong' })).toMatchObject({ fp32Fallback: true, loads: [true] });
    expect(await check(slightlyOff, { known: 'slower' })).toMatchObject({ reason: SLOWER, loads: [true] });
  });

  test('of before, without graphs in float32, runs as it did', async () => {
    const result = await check(slightlyOff, { bundle: halfBundle(false) });
    expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [false], known: null });
  });
});

test('without 16-bit arithmetic an fp16 model runs in float32, and says so', async () => {
  const result = await check(slightlyOff, { features: [] });
  expect(result).toMatchObject({ fp32Fallback: true, loads: [true], known: null });
  expect(result.reason).toBe('This GPU has no 16-bit arithmetic: the model runs in 32 bits.');
});

test('other models are loaded once, unchecked', async () => {
  const result = await check(slightlyOff, { bundle: fakeBundle() });
  expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [false], known: null });
});
