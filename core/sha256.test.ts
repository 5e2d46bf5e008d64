import { afterEach, expect, test, vi } from 'vitest';
import { sha256 } from './sha256.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const MILLION_A = 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0';

test.each([
  ['of the browser', crypto],
  ['over plain http, where it has none', { getRandomValues: crypto.getRandomValues.bind(crypto) }],
])('the hash %s is that of FIPS 180-4', async (_, browser) => {
  vi.stubGlobal('crypto', browser);
  expect(await sha256(new TextEncoder().encode('abc'))).toBe(ABC);
  expect(await sha256(new Uint8Array(1_000_000).fill(0x61))).toBe(MILLION_A);
});
