import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keptVerdict } from './fp16-verdicts.ts';
import { FakeCache, fakeCaches } from './testing/fake-cache.ts';

let cache: FakeCache;

beforeEach(() => {
  cache = new FakeCache();
  vi.stubGlobal('location', new URL('https://example.test/app/'));
  vi.stubGlobal('caches', fakeCaches(cache));
});
afterEach(() => vi.unstubAllGlobals());

test.each(['right', 'slower', 'wrong'] as const)('what is %s stays so between visits', async (finding) => {
  await keptVerdict('model', 'gpu').write(finding);
  expect(await keptVerdict('model', 'gpu').read()).toBe(finding);
  expect(await keptVerdict('model', 'another gpu').read()).toBeNull();
});

test.each([
  ['wrong', 0],
  ['right', 1],
] as const)('“%s”, as it was stored before times were taken, is still read', async (finding, byte) => {
  await keptVerdict('model', 'gpu').write('slower');
  for (const key of cache.entries.keys()) cache.entries.set(key, Uint8Array.of(byte));
  expect(await keptVerdict('model', 'gpu').read()).toBe(finding);
});

test.each([[[]], [[99]]])('what nobody wrote (%j) is no verdict', async (bytes) => {
  await keptVerdict('model', 'gpu').write('slower');
  for (const key of cache.entries.keys()) cache.entries.set(key, Uint8Array.from(bytes));
  expect(await keptVerdict('model', 'gpu').read()).toBeNull();
});
