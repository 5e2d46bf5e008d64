import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { vectorsFolder } from '../cache.ts';
import { VectorCache } from './vector-cache.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-vectors-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const STATE = { bytes: 5, modified: 7 };

test('vectors are found again for the same file, inputs and matcher only', async () => {
  const cache = await VectorCache.read(['photos'], 'aa q8');
  const features = Float32Array.of(0.1, -2);
  await cache.add({ path: 'a.jpg', ...STATE, features });
  await cache.close();
  const again = await VectorCache.read(['photos'], 'aa q8');
  expect(again.find('a.jpg', STATE)).toEqual(features);
  for (const other of [{ modified: 8 }, { bytes: 6 }])
    expect(again.find('a.jpg', { ...STATE, ...other })).toBeNull();
  for (const [input, matcher] of [['photos', 'bb q8'] as const, ['other', 'aa q8'] as const])
    expect((await VectorCache.read([input], matcher)).find('a.jpg', STATE)).toBeNull();
});

test('half a line that a killed program left harms no other', async () => {
  const first = await VectorCache.read(['photos'], 'aa q8');
  await first.add({ path: 'a.jpg', ...STATE, features: Float32Array.of(1) });
  await first.close();
  const [name] = await readdir(vectorsFolder());
  await appendFile(join(vectorsFolder(), name!), '{"path":"b.jpg","by');
  const second = await VectorCache.read(['photos'], 'aa q8');
  await second.add({ path: 'c.jpg', ...STATE, features: Float32Array.of(3) });
  await second.close();
  const third = await VectorCache.read(['photos'], 'aa q8');
  expect(['a.jpg', 'b.jpg', 'c.jpg'].map((path) => third.find(path, STATE)?.[0])).toEqual([1, undefined, 3]);
});
