import { expect, test, vi } from 'vitest';
import { ChunkError, importChunk } from './import-chunk.ts';

test('an import that fails is tried once more', async () => {
  const load = vi.fn(async () => 'part');
  load.mockRejectedValueOnce(new TypeError('no network'));
  expect(await importChunk(load)).toBe('part');
  expect(load).toHaveBeenCalledTimes(2);
});

test('an import that fails twice is said to be not loaded, with what to do', async () => {
  const load = vi.fn(() => Promise.reject(new TypeError('404')));
  const error = await importChunk(load).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ChunkError);
  expect(error).toMatchObject({ code: 'not-loaded', cause: { message: '404' } });
  expect(String(error)).toContain('reload the page');
  expect(load).toHaveBeenCalledTimes(2);
});
