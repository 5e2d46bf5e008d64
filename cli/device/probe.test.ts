import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { demoModel } from '../demo.ts';
import { openWith } from '../model.ts';
import { reasonOfRuntime } from './devices.ts';
import { disagreement, probe } from './probe.ts';

const { signal } = new AbortController();

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

test('a model agrees with itself, and its parts are probed', async () => {
  const options = await openWith({ model: await demoModel(signal), device: 'cpu' }, signal);
  const { numbers, ms } = await probe(options);
  expect(Object.keys(numbers).sort()).toEqual(['image_embeds', 'match', 'next_log_probs']);
  expect(ms).toBeGreaterThan(0);
  expect(disagreement(numbers, numbers)).toBeNull();
  const wrong = Float32Array.from(numbers.image_embeds!, (value, index) => (index === 7 ? value + 1 : value));
  expect(disagreement(numbers, { ...numbers, image_embeds: wrong })).toMatch(
    /^image_embeds differs by 1\.0 of/,
  );
});

test('a wrong distribution, NaN and a missing result are disagreements', () => {
  const next_log_probs = Float32Array.of(Math.log(0.75), Math.log(0.25));
  const expected = { next_log_probs };
  expect(disagreement(expected, { next_log_probs: Float32Array.of(Math.log(0.7), Math.log(0.3)) })).toMatch(
    /^the next word's probabilities differ by 0.006\d nats$/,
  );
  expect(disagreement(expected, { next_log_probs: Float32Array.of(Number.NaN, 0) })).toContain('NaN');
  const embeds = { image_embeds: Float32Array.of(1, 2) };
  expect(disagreement(embeds, { image_embeds: Float32Array.of(1, Number.NaN) })).toContain('NaN of 2');
  expect(disagreement(embeds, {})).toContain('image_embeds differs');
});

test.each([
  ['Failed to get a WebGPU adapter: No supported adapters', /GPU/],
  ['OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', /CUDA 12 and cuDNN 9/],
  ['CUDA failure 100: no CUDA-capable device is detected', /No CUDA-capable GPU/],
  ['something else\nin two lines', /^something else in two lines$/],
])('the runtime’s "%s" has a reason', (message, reason) => {
  expect(reasonOfRuntime(new Error('not prepared', { cause: new Error(message) }))).toMatch(reason);
});
