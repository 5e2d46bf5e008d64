import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANY_TEXTS, readSamples, sceneTexts } from './texts.ts';

const NOUNS = new Map(
  ['cat', 'dog', 'egg', 'owl'].flatMap((noun) => [
    [noun, noun],
    [`${noun}s`, noun],
  ]),
);

const captions = (...texts: string[]) => texts.map((caption) => ({ caption }));

test('a scene gets its caption, the same with another noun, and captions of the following scenes', () => {
  const scenes = captions(
    'an owl on red',
    'a cat left of an owl',
    'two dogs on blue',
    'an egg',
    'a dog',
    'six',
  );
  expect(sceneTexts(1, scenes, NOUNS)).toEqual([
    'a cat left of an owl',
    'a dog left of an owl',
    'two dogs on blue',
    'an egg',
    'a dog',
    'six',
  ]);
});

test('the other noun has the same number and article, and is not in the picture already', () => {
  const scenes = captions('an egg and an owl', 'an owl', 'two eggs', 'a cat', 'two owls');
  expect(sceneTexts(0, scenes, NOUNS)[1]).toBe('an owl');
  expect(sceneTexts(2, scenes, NOUNS)[1]).toBe('two owls');
});

test('a caption that another scene shares is not among the others', () => {
  expect(sceneTexts(0, captions('red', 'red', 'blue'), NOUNS)).toEqual(['red', 'blue']);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'blipscope-texts-'));
  for (const name of ['a.png', 'b.png']) await writeFile(path.join(folder, name), '');
});
afterEach(() => rm(folder, { recursive: true }));

test('a folder without truth.json gets any texts, one with it those of its scenes', async () => {
  expect(await readSamples(folder, 1)).toEqual([{ path: path.join(folder, 'a.png'), texts: ANY_TEXTS }]);
  const scenes = [
    { image: 'b.png', caption: 'a cat', groups: [] },
    { image: 'a.png', caption: 'a dog', groups: [] },
  ];
  await writeFile(path.join(folder, 'truth.json'), JSON.stringify(scenes));
  const samples = await readSamples(folder, 9);
  expect(samples.map(({ texts: [own] }) => own)).toEqual(['a dog', 'a cat']);
  await writeFile(path.join(folder, 'truth.json'), JSON.stringify(scenes.slice(1)));
  await expect(readSamples(folder, 9)).rejects.toThrow('b.png is not in truth.json');
});
