import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/settings/index.ts';
import { record } from '../../dataset/testing/records.ts';
import type { Matcher } from '../../workers/engine/index.ts';
import type { Listing } from '../capfilt/inputs/inputs.ts';
import { JournalFile } from '../capfilt/journal-file.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { vectorTable } from './vectors.ts';

let home: string;
let png: Buffer;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-table-'));
  vi.stubEnv('XDG_CACHE_HOME', join(home, 'cache'));
  png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const STATE = { bytes: 5, modified: 7 };

/** A run that stored a vector of each picture. */
async function writeJournal(vectors: readonly { path: string; bytes?: number; matcher: string }[]) {
  const journal = await JournalFile.read(join(home, '.blipscope.jsonl'));
  const captioner = { id: 'a/b', sha256: 'cc', dtype: 'fp32' } as const;
  await journal.begin({ captioner, matcher: null, settings: { ...DEFAULT_SETTINGS } });
  for (const { matcher, ...state } of vectors) {
    const { decision: _, ...result } = record({ ...STATE, sha256: 'ab', ...state });
    await journal.save(result, { matcher, values: Int8Array.of(127, 0) });
  }
  await journal.close();
}

test('vectors of a journal are used for the same file and matcher only; the others are made', async () => {
  await writeJournal([
    { path: 'same.jpg', matcher: 'aa q8' },
    { path: 'changed.jpg', bytes: 4, matcher: 'aa q8' },
    { path: 'other.jpg', matcher: 'bb q8' },
  ]);
  const embed = vi.fn(async () => Float32Array.of(0, 1));
  const image = { size: 4, mean: [0, 0, 0], std: [1, 1, 1] };
  const matcher = { manifest: { image, source: { sha256: 'aa' }, dtype: 'q8' }, embed } as unknown as Matcher;
  const pictures = ['same.jpg', 'changed.jpg', 'other.jpg', 'unknown.jpg'].map(
    (path): SourcePicture => ({ path, ...STATE, originals: [], open: async () => png }),
  );
  const listing = { pictures, folders: [{ folder: home, prefix: '' }] } as unknown as Listing;
  const { signal } = new AbortController();
  const table = await vectorTable({ inputs: [home], listing, matcher, journal: undefined, signal });
  expect(embed).toHaveBeenCalledTimes(3);
  expect(table.paths.map((path) => [path, ...table.find(path)!])).toEqual([
    ['same.jpg', 127, 0],
    ['changed.jpg', 0, 127],
    ['other.jpg', 0, 127],
    ['unknown.jpg', 0, 127],
  ]);
});
