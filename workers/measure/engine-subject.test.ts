/** What is measured is what the app runs: its way of reading a step, and 16 bits only where they are right. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckOptions } from '../engine/gpu/fp16-check.ts';
import { BUFFER_USAGE, FakeDevice, MAP_MODE } from '../engine/testing/fake-device.ts';
import { randomScript } from '../engine/testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, VOCABULARY } from '../engine/testing/fake-runtime.ts';
import { engineSubject } from './engine-subject.ts';

const faster = vi.hoisted(() => vi.fn<() => Promise<boolean>>());
vi.mock('../engine/gpu/readback.ts', () => ({ candidatesAreFaster: faster }));

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
  vi.stubGlobal('GPUMapMode', MAP_MODE);
});
afterEach(() => vi.unstubAllGlobals());

/** Its decoder leaves what is bound as it was. */
class GpuRuntime extends FakeRuntime {
  constructor() {
    super(randomScript(VOCABULARY, 0));
    const create = this.InferenceSession.create;
    this.InferenceSession.create = async (model, options) => {
      const session = await create(model, options);
      const isDecoder = new TextDecoder().decode(model as Uint8Array).startsWith('text_decoder');
      return isDecoder ? Object.assign(session, { run: async () => ({}) }) : session;
    };
  }
}

const CHECK: CheckOptions = {
  verdict: { read: async () => null, write: async () => {} },
  watch: (job) => job(),
  now: () => 0,
};

/** Sampling from a few words, so that there are enough of them to be candidates. */
function options(dtype: 'fp32' | 'fp16' = 'fp32') {
  const bundle = fakeBundle();
  const { manifest } = bundle;
  const generation = { ...manifest.generation, topK: 2, repetitionPenalty: 1 };
  const device = Object.assign(Object.create(new FakeDevice().device), { features: new Set() });
  device.queue.onSubmittedWorkDone = async () => {};
  const twins = dtype === 'fp16' ? { inFloat: manifest.graphs } : {};
  const own = { ...bundle, manifest: { ...manifest, dtype, generation, ...twins } };
  return {
    runtime: new GpuRuntime(),
    bundle: own,
    tokenizer: fakeTokenizer,
    backend: 'webgpu',
    device,
  } as const;
}

test.each([true, false])('candidates are read where the warm-up found that faster: %s', async (isFaster) => {
  faster.mockResolvedValue(isFaster);
  const subject = await engineSubject(options(), CHECK);
  expect(subject.readsCandidates).toBe(false);
  await subject.warmUp();
  expect(subject.readsCandidates).toBe(isFaster);
  const picture = await subject.look(new Float32Array(48));
  const decoder = picture.decoder({ batch: 1, promptLength: 1, maxLength: 5 });
  const step: object = Object(await decoder.step([4], 0));
  expect('candidates' in step).toBe(isFaster);
  decoder.dispose();
  picture.dispose();
  await subject.dispose();
});

test('an fp16 model on a GPU without 16 bits says why it runs in 32', async () => {
  const subject = await engineSubject(options('fp16'), CHECK);
  expect(subject.inFloatReason).toBe('This GPU has no 16-bit arithmetic: the model runs in 32 bits.');
  await subject.dispose();
  expect((await engineSubject(options(), CHECK)).inFloatReason).toBeNull();
});
