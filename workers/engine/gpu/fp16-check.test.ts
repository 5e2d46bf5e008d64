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

/** A runtime whose decoders write fixed logits in fp32 and others in fp16, and which records what it loaded. */
class Fp16Runtime extends FakeRuntime {
  readonly loaded: string[] = [];

  constructor(private readonly fp16Logits: () => Float32Array) {
    super(randomScript(VOCABULARY, 0));
    const create = this.InferenceSession.create;
    this.InferenceSession.create = async (model, options) => {
      const file = new TextDecoder().decode(model as Uint8Array);
      this.loaded.push(file);
      const session = await create(model, options);
      if (!file.startsWith('text_decoder')) return session;
      const run = async (_: unknown, fetches: Record<string, { gpuBuffer: unknown }>) => {
        const buffer = fetches.logits?.gpuBuffer;
        const logits = file.includes('in-float') ? FP32_LOGITS : this.fp16Logits();
        if (buffer instanceof FakeBuffer) buffer.floats.set(logits);
        return {};
      };
      return Object.assign(session, { run });
    };
  }

  /** Whether each load was in fp32. */
  get loads(): boolean[] {
    return this.loaded.filter((file) => file.startsWith('vision')).map((file) => file.includes('in-float'));
  }
}

const FP32_LOGITS = Float32Array.from({ length: VOCABULARY }, (_, id) => Math.sin(id));
const slightlyOff = () => FP32_LOGITS.map((logit, id) => logit + 1e-3 * (id % 2));
const farOff = () => FP32_LOGITS.map((logit, id) => logit + (id % 2));
const overflowing = () => FP32_LOGITS.map(() => Number.NaN);
const failing = () => {
  throw new Error('the shader could not be compiled');
};

function fp16Bundle(twins = true) {
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
  fp16Logits: () => Float32Array,
  {
    known = null as Fp16Finding | null,
    features = ['shader-f16'],
    bundle = fp16Bundle(),
    isSlower = false,
  } = {},
) {
  const runtime = new Fp16Runtime(fp16Logits);
  const [gpu, verdict] = [new FakeDevice(), remembering(known)];
  const device = Object.assign(Object.create(gpu.device), { features: new Set(features) }) as GPUDevice;
  const options = { runtime, bundle, tokenizer: fakeTokenizer, backend: 'webgpu', device } as const;
  const { engine, fp32Fallback, reason } = await createCheckedEngine(options, {
    verdict,
    watch: (job) => job(),
    isSlower,
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

describe('an fp16 model on a GPU with fp16', () => {
  test('is run in fp32 first, and in fp16 when that gives the same', async () => {
    const result = await check(slightlyOff);
    expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [true, false], known: 'right' });
    // The fp32 sessions are released before the fp16 ones are made.
    expect(result.released).toBe(3);
  });

  test.each([
    ['differs', farOff],
    ['overflows', overflowing],
    ['fails', failing],
  ])('is run in fp32 where fp16 %s, and says so', async (_, fp16Logits) => {
    const result = await check(fp16Logits);
    expect(result).toMatchObject({
      fp32Fallback: true,
      loads: [true, false, true],
      known: 'wrong',
      released: 6,
    });
    expect(result.reason).toBe('fp16-wrong');
    expect(result.next![0]).toBeCloseTo(
      FP32_LOGITS[0]! - Math.log(FP32_LOGITS.reduce((s, x) => s + Math.exp(x), 0)),
      5,
    );
    expect(result.gpu.alive).toEqual([]);
  });

  test('is run in fp32, unchecked, where fp16 was measured to be slower', async () => {
    const result = await check(slightlyOff, { isSlower: true });
    expect(result).toMatchObject({ fp32Fallback: true, reason: 'fp16-slower', loads: [true], known: null });
    expect(result.gpu.alive).toEqual([]);
  });

  test('is not checked again once the verdict is stored', async () => {
    expect(await check(farOff, { known: 'right' })).toMatchObject({ fp32Fallback: false, loads: [false] });
    expect(await check(slightlyOff, { known: 'wrong' })).toMatchObject({ fp32Fallback: true, loads: [true] });
  });

  test('without graphs in fp32, as earlier versions wrote them, runs in fp16', async () => {
    const result = await check(slightlyOff, { bundle: fp16Bundle(false) });
    expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [false], known: null });
  });
});

test('without fp16 on the GPU the model runs in fp32, and says so', async () => {
  const result = await check(slightlyOff, { features: [] });
  expect(result).toMatchObject({ fp32Fallback: true, loads: [true], known: null });
  expect(result.reason).toBe('no-fp16');
});

test('models of other dtypes are loaded once, unchecked', async () => {
  const result = await check(slightlyOff, { bundle: fakeBundle() });
  expect(result).toMatchObject({ fp32Fallback: false, reason: null, loads: [false], known: null });
});
