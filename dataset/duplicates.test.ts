import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDuplicateFinder, duplicateGroups } from './duplicates.ts';
import { looksSame, parsePerceptualHash, perceptualHash } from './perceptual-hash.ts';
import { record } from './testing/records.ts';
import { hashOf, VARIANTS } from './testing/variants.ts';

const SAMPLES = new URL('../public/samples/', import.meta.url);

const parsed = async (picture: Buffer) => parsePerceptualHash(await hashOf(picture))!;
const pictures = readdirSync(SAMPLES)
  .filter((name) => /\.(webp|jpe?g|png)$/.test(name))
  .map((name) => readFileSync(new URL(name, SAMPLES)));

test('different pictures are told apart', async () => {
  const hashes = await Promise.all(pictures.map(parsed));
  const pairs = hashes.flatMap((a, index) => hashes.slice(0, index).map((b) => looksSame(a, b)));
  expect(pairs.length).toBeGreaterThan(200);
  expect(pairs.filter(Boolean)).toEqual([]);
});

test.each([
  ['half the size', 1],
  ['JPEG of quality 40', 1],
  ['WebP of 80 %', 1],
  ['2 % cut off each side', 0.9],
] as const)('copies are found: %s', async (variant, share) => {
  const found = await Promise.all(
    pictures.map(async (picture) =>
      looksSame(await parsed(picture), await parsed(await VARIANTS[variant](picture))),
    ),
  );
  expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(share);
});

test('the normalisation of a model does not change it', () => {
  const values = Float32Array.from({ length: 3 * 24 * 24 }, (_, at) => ((at * 7919) % 251) / 255);
  const plane = 24 * 24;
  const [mean, std] = [
    [0.48, 0.46, 0.41],
    [0.27, 0.26, 0.28],
  ];
  const normalised = values.map((value, at) => {
    const channel = Math.floor(at / plane);
    return (value - mean[channel]!) / std[channel]!;
  });
  expect(perceptualHash(normalised, { mean, std })).toBe(
    perceptualHash(values, { mean: [0, 0, 0], std: [1, 1, 1] }),
  );
});

const hash = (first: string, colour: string) => first.padStart(16, '0') + colour.repeat(48);
const picture = (path: string, sha256: string, perceptual: string | null = null) =>
  record({ path, sha256, perceptualHash: perceptual });

test('groups have the same bytes or the same look, also over several steps', () => {
  const find = createDuplicateFinder();
  const groups = find([
    picture('a', '1', hash('0', '20')),
    picture('b', '1', hash('0', '20')),
    picture('c', '2', hash('ff', '2a')),
    picture('d', '3', hash('ffff', '33')),
    picture('e', '4', hash('ffff', '70')),
    picture('f', '5'),
    picture('g', '5'),
    record({ path: 'unread' }),
  ]);
  expect([...groups.keys()]).toEqual(['a', 'b', 'c', 'd', 'f', 'g']);
  expect(new Set(['a', 'b', 'c', 'd'].map((path) => groups.get(path))).size).toBe(1);
  expect(groups.get('f')).toBe(groups.get('g'));
  expect(groups.get('f')).not.toBe(groups.get('a'));
});

test('vectors find copies that were cut or recoloured, of the same matcher only', () => {
  const look = (path: string, colour: string, values: number[], matcher = 'm', bits = 'fff') => ({
    ...picture(path, path, hash(bits, colour)),
    vector: { matcher, values: Int8Array.from(values) },
  });
  const groupOf = (...others: ReturnType<typeof look>[]) => [
    ...createDuplicateFinder()([look('a', '20', [100, 5]), ...others]).keys(),
  ];
  expect(groupOf(look('b', '3a', [100, 10]))).toEqual(['a', 'b']);
  expect(groupOf(look('b', '3a', [100, 28]))).toEqual(['a', 'b']);
  expect(groupOf(look('b', '3a', [100, 34]))).toEqual([]);
  expect(groupOf(look('b', '3a', [100, 10], 'other'))).toEqual([]);
  expect(groupOf(look('b', '50', [100, 10]))).toEqual(['a', 'b']);
  expect(groupOf(look('b', '51', [100, 10]))).toEqual([]);
  expect(groupOf(look('b', '3a', [100, 10], 'm', 'fffffff'))).toEqual(['a', 'b']);
  expect(groupOf(look('b', '3a', [100, 10], 'm', '1fffffff'))).toEqual([]);
  expect([
    ...createDuplicateFinder()([picture('a', 'a', hash('fff', '20')), picture('b', 'b', hash('fff', '3a'))]),
  ]).toEqual([]);
});

test('groups are told with whether their bytes are the same', () => {
  const groups = duplicateGroups([
    picture('b', '1'),
    picture('a', '1'),
    picture('c', '2', hash('0', '20')),
    picture('d', '3', hash('1', '21')),
  ]);
  expect(groups).toEqual([
    { paths: ['a', 'b'], sameBytes: true },
    { paths: ['c', 'd'], sameBytes: false },
  ]);
});

test('records may come, change and go', () => {
  const find = createDuplicateFinder();
  const [a, b] = [picture('a', '1'), picture('b', '1')];
  expect([...find([a]).keys()]).toEqual([]);
  expect([...find([a, b]).keys()]).toEqual(['a', 'b']);
  expect([...find([a, picture('b', '2')]).keys()]).toEqual([]);
  expect([...find([b]).keys()]).toEqual([]);
});

test('what is no hash looks like nothing', () => {
  for (const text of ['', 'x'.repeat(112), '0'.repeat(111)]) expect(parsePerceptualHash(text)).toBeNull();
});
