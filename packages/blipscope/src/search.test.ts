import { expect, test, vi } from 'vitest';
import type { CaptionMatch } from '../../../core/protocol';
import { BlipscopeError } from './errors';
import { type SearchResult, searchPictures } from './search';

/** A picture's vector points where its name says, in degrees from the text's. */
class Photo extends Blob {
  constructor(
    readonly degrees: number,
    readonly probability = 0,
  ) {
    super();
  }
}

const vectorAt = (degrees: number) =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

const unreadable = () => new BlipscopeError({ code: 'corrupt-image', message: 'Damaged.' });

function setUp() {
  const embed = vi.fn(async (of: Blob | string) => {
    if (of instanceof Photo && Number.isNaN(of.degrees)) throw unreadable();
    return vectorAt(of instanceof Photo ? of.degrees : 0);
  });
  const match = vi.fn(async (picture: Blob): Promise<CaptionMatch> => {
    const { probability } = picture as Photo;
    if (Number.isNaN(probability)) throw unreadable();
    return { probability, cosine: null };
  });
  return { embed, match };
}

const indices = ({ hits }: SearchResult) => hits.map(({ index }) => index);

test('vectors are ranked by their cosine, whatever their length, and ITM looks at none', async () => {
  const tools = setUp();
  const vectors = [vectorAt(60), vectorAt(10).map((value) => 7 * value), Int8Array.of(100, 100)];
  const found = await searchPictures(tools, 'a dog', vectors, {});
  expect(indices(found)).toEqual([1, 2, 0]);
  expect(found.hits[0]!.cosine).toBeCloseTo(Math.cos(Math.PI / 18), 5);
  expect(found).toMatchObject({ fitting: null, checked: 0, toCheck: 0, failed: [] });
  expect(tools.embed.mock.calls.map(([of]) => of)).toEqual(['a dog']);
  expect(tools.match).not.toHaveBeenCalled();
});

test('pictures are embedded, and ITM puts those that fit first', async () => {
  const progress: SearchResult[] = [];
  const photos = [new Photo(10, 0.1), new Photo(20, 0.6), new Photo(30, 0.9)];
  const onProgress = (found: SearchResult) => progress.push(found);
  const found = await searchPictures(setUp(), 'a dog', photos, { onProgress });
  expect(indices(found)).toEqual([2, 1, 0]);
  expect(found).toMatchObject({ fitting: 2, checked: 3, toCheck: 3 });
  expect(found.hits.map(({ probability }) => probability)).toEqual([0.9, 0.6, 0.1]);
  expect(progress.map(({ checked }) => checked)).toEqual([0, 1, 2, 3]);
  expect(indices(progress[0]!)).toEqual([0, 1, 2]);
});

test('of kept vectors, pictures are read when they are among the most similar ones', async () => {
  const tools = setUp();
  const reads = [70, 10, 20].map((degrees) => vi.fn(async () => new Photo(degrees, 0.8)));
  const among = reads.map((picture, index) => ({ vector: vectorAt([70, 10, 20][index]!), picture }));
  const found = await searchPictures(tools, 'a dog', among, { limit: 2 });
  expect(indices(found)).toEqual([1, 2]);
  expect(reads.map((read) => read.mock.calls.length)).toEqual([0, 1, 1]);
  expect(tools.embed).toHaveBeenCalledTimes(1);
});

test('vectors among pictures stay where their cosine puts them', async () => {
  const found = await searchPictures(setUp(), 'a dog', [vectorAt(5), new Photo(50, 0.7), vectorAt(40)], {});
  expect(indices(found)).toEqual([1, 0, 2]);
  expect(found).toMatchObject({ fitting: 1, checked: 3, toCheck: 3 });
});

test('a picture or a vector finds what is like it, by cosine alone', async () => {
  const tools = setUp();
  const photos = [new Photo(80, 0.9), new Photo(0, 0.1)];
  for (const query of [new Photo(75), vectorAt(75)]) {
    const found = await searchPictures(tools, query, photos, {});
    expect(indices(found)).toEqual([0, 1]);
    expect(found.fitting).toBeNull();
  }
  expect(tools.match).not.toHaveBeenCalled();
});

test('pictures that cannot be read are named, and stop nothing', async () => {
  const gone = new TypeError('Failed to fetch');
  const among = [
    new Photo(Number.NaN),
    new Photo(10, Number.NaN),
    { vector: vectorAt(20), picture: () => Promise.reject(gone) },
    new Photo(30, 0.9),
  ];
  const found = await searchPictures(setUp(), 'a dog', among, {});
  expect(indices(found)).toEqual([3, 1, 2]);
  expect(found.failed.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(found.failed[1]!.error).toMatchObject({ code: 'corrupt-image' });
  expect(found.failed[2]!.error).toBe(gone);
});

test('what is no matter of one picture ends the search, and so does an abort', async () => {
  const tools = setUp();
  tools.match.mockRejectedValueOnce(new BlipscopeError({ code: 'gpu-lost', message: 'Lost.' }));
  const search = (signal?: AbortSignal) => searchPictures(tools, 'a dog', [new Photo(1)], { signal });
  await expect(search()).rejects.toMatchObject({ code: 'gpu-lost' });
  const stop = new AbortController();
  tools.match.mockImplementationOnce(async () => {
    stop.abort(new Error('enough'));
    throw stop.signal.reason;
  });
  await expect(search(stop.signal)).rejects.toThrow('enough');
  const sizes = [vectorAt(1), new Float32Array(3)];
  await expect(searchPictures(tools, 'a dog', sizes, {})).rejects.toThrow(RangeError);
});
