import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { storedFp16Verdict } from './fp16-verdicts.ts';
import { FakeCache, fakeCaches } from './testing/fake-cache.ts';

let cache: FakeCache;

beforeEach(() => {
  cache = new FakeCache();
  vi.stubGlobal('location', new URL('https://example.test/app/'));
  vi.stubGlobal('caches', fakeCaches(cache));
});
afterEach(() => vi.unstubAllGlobals());

test.each(['right', 'slower', 'wrong'] as const)('what is %s stays so between visits', async (finding) => {
  await storedFp16Verdict('model', 'gpu').write(finding);
  expect(await storedFp16Verdict('model', 'gpu').read()).toBe(finding);
  expect(await storedFp16Verdict('model', 'another gpu').read()).toBeNull();
});

test.each([
  ['wrong', 0],
  ['right', 1],
] as const)('“%s”, as it was stored before times were taken, is still read', async (finding, byte) => {
  await storedFp16Verdict('model', 'gpu').write('slower');
  for (const key of cache.entries.keys()) cache.entries.set(key, Uint8Array.of(byte));
  expect(await storedFp16Verdict('model', 'gpu').read()).toBe(finding);
});

test.each([[[]], [[99]]])('what nobody wrote (%j) is no verdict', async (bytes) => {
  await storedFp16Verdict('model', 'gpu').write('slower');
  for (const key of cache.entries.keys()) cache.entries.set(key, Uint8Array.from(bytes));
  expect(await storedFp16Verdict('model', 'gpu').read()).toBeNull();
});
