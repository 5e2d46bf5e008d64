import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineError, type Matcher } from '../../workers/engine/index.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { embedPictures, INTERRUPTED } from './embedding.ts';
import { VectorCache } from './vector-cache.ts';

let home: string;
let png: Buffer;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'blipscope-embedding-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
  png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  process.exitCode = 0;
  await rm(home, { recursive: true });
});

const pictures: SourcePicture[] = ['a', 'b', 'c', 'd'].map((path) => ({
  path,
  bytes: 1,
  modified: 2,
  originals: [],
  open: async () => png,
}));

const image = { size: 4, mean: [0, 0, 0], std: [1, 1, 1] };
const matcherWith = (embed: () => Promise<Float32Array>) =>
  ({ manifest: { image }, embed }) as unknown as Matcher;

async function embed(matcher: Matcher, signal = new AbortController().signal) {
  const made: string[] = [];
  const cache = await VectorCache.read(['in'], 'm');
  const missing = pictures.filter((picture) => !cache.find(picture.path, picture));
  const onVector = ({ path }: SourcePicture) => made.push(path);
  await embedPictures({ pictures: missing, matcher, cache, onVector, signal });
  return made;
}

test('an interruption keeps what is made, and the next one makes the rest', async () => {
  const abort = new AbortController();
  let count = 0;
  const interrupting = matcherWith(async () => {
    count += 1;
    if (count === 2) abort.abort();
    return Float32Array.of(count);
  });
  await expect(embed(interrupting, abort.signal)).rejects.toMatchObject({
    message: expect.stringContaining('after 2 of 4'),
    exitCode: INTERRUPTED,
  });
  expect(await embed(matcherWith(async () => Float32Array.of(9)))).toEqual(['c', 'd']);
});

test('a broken engine ends it, and is no failure of a picture', async () => {
  const broken = matcherWith(async () => {
    throw new EngineError('unknown', 'broken');
  });
  await expect(embed(broken)).rejects.toThrow('broken');
});
