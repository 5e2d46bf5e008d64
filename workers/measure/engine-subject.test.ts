/** The measured engine is the one that the app runs: in 16 bits only where they are right. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckOptions } from '../engine/gpu/fp16-check.ts';
import { BUFFER_USAGE, FakeDevice, MAP_MODE } from '../engine/testing/fake-device.ts';
import { randomScript } from '../engine/testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, VOCABULARY } from '../engine/testing/fake-runtime.ts';
import { engineSubject } from './engine-subject.ts';

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

function options(dtype: 'fp32' | 'fp16' = 'fp32') {
  const bundle = fakeBundle();
  const { manifest } = bundle;
  const device = Object.assign(Object.create(new FakeDevice().device), { features: new Set() });
  device.queue.onSubmittedWorkDone = async () => {};
  const twins = dtype === 'fp16' ? { inFloat: manifest.graphs } : {};
  const own = { ...bundle, manifest: { ...manifest, dtype, ...twins } };
  return {
    runtime: new GpuRuntime(),
    bundle: own,
    tokenizer: fakeTokenizer,
    backend: 'webgpu',
    device,
  } as const;
}

test('an fp16 model on a GPU without 16 bits says why it runs in 32', async () => {
  const subject = await engineSubject(options('fp16'), CHECK);
  expect(subject.inFloatReason).toBe('This GPU has no 16-bit arithmetic: the model runs in 32 bits.');
  await subject.dispose();
  expect((await engineSubject(options(), CHECK)).inFloatReason).toBeNull();
});
