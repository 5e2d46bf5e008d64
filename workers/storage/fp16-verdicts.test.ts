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

test.each([
  ['wrong', 0],
  ['right', 1],
] as const)('"%s" is read on a later visit', async (finding, byte) => {
  await storedFp16Verdict('model', 'gpu').write(finding);
  expect([...cache.entries.values()]).toEqual([Uint8Array.of(byte)]);
  expect(await storedFp16Verdict('model', 'gpu').read()).toBe(finding);
  expect(await storedFp16Verdict('model', 'another gpu').read()).toBeNull();
});

test.each([
  ['nothing', []],
  ['"slower", as earlier versions wrote it', [2]],
  ['an unknown number', [99]],
])('%s is no verdict', async (_, bytes) => {
  await storedFp16Verdict('model', 'gpu').write('right');
  for (const key of cache.entries.keys()) cache.entries.set(key, Uint8Array.from(bytes));
  expect(await storedFp16Verdict('model', 'gpu').read()).toBeNull();
});
