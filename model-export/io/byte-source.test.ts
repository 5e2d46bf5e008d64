import { expect, test } from 'vitest';
import { blobSource, bytesSource } from './byte-source.ts';

const BYTES = Uint8Array.of(1, 2, 3, 4, 5);

test.each([
  ['bytes', bytesSource(BYTES)],
  ['a blob', blobSource(new Blob([BYTES]))],
])('%s are read in pieces, and never beyond their end', async (_, source) => {
  expect(source.size).toBe(5);
  expect([...(await source.read(1, 4))]).toEqual([2, 3, 4]);
  expect([...(await source.read(5, 5))]).toEqual([]);
  await expect(source.read(3, 6)).rejects.toThrow('bytes 3–6 lie outside a source of 5 bytes');
  await expect(source.read(4, 3)).rejects.toThrow('bytes 4–3 lie outside');
});
