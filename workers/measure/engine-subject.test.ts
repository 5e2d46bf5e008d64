/** The benchmark runs what the app runs: 16 bits only where they are correct. */
import { expect, test } from 'vitest';
import type { CheckOptions } from '../engine/gpu/fp16-check.ts';
import { FakeDevice } from '../engine/testing/fake-device.ts';
import { randomScript } from '../engine/testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, VOCABULARY } from '../engine/testing/fake-runtime.ts';
import { engineSubject } from './engine-subject.ts';

const CHECK: CheckOptions = {
  verdict: { read: async () => null, write: async () => {} },
  watch: (job) => job(),
  isSlower: false,
};

function options(dtype: 'fp32' | 'fp16') {
  const bundle = fakeBundle();
  const { manifest } = bundle;
  const device = Object.assign(Object.create(new FakeDevice().device), { features: new Set() });
  const fallback = dtype === 'fp16' ? { fp32Fallback: manifest.graphs } : {};
  return {
    runtime: new FakeRuntime(randomScript(VOCABULARY, 0)),
    bundle: { ...bundle, manifest: { ...manifest, dtype, ...fallback } },
    tokenizer: fakeTokenizer,
    backend: 'webgpu',
    device,
  } as const;
}

test('an fp16 model on a GPU without 16-bit arithmetic says why it runs in 32 bits', async () => {
  const subject = await engineSubject(options('fp16'), CHECK);
  expect(subject.fp32FallbackReason).toBe('This GPU has no 16-bit arithmetic: the model runs in 32 bits.');
  await subject.dispose();
  expect((await engineSubject(options('fp32'), CHECK)).fp32FallbackReason).toBeNull();
});
