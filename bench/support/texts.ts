/** Texts for a matcher to compare with pictures. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { listPictures } from '../../cli/picture-list.ts';
import type { Sample } from './agreement.ts';
import { nounsByWord, readScenes, type Scene } from './scenes.ts';

/** For pictures without known captions: the words do not matter, their variety does. */
export const ANY_TEXTS: readonly string[] = [
  'a dog on a beach',
  'two people riding bicycles down a street',
  'a bowl of fruit on a wooden table',
  'an old building beside a river at night',
  'a cat',
  'a red car parked in front of a house with a green door',
];

/** Captions of other scenes for each scene. */
const OTHERS = 4;

/**
 * The first pictures of a folder. With a truth.json texts are those of the scenes: the true caption, the same with one noun
 * exchanged, and captions of others.
 * @throws for a picture that is not in it.
 */
export async function readSamples(folder: string, count: number): Promise<Sample[]> {
  const paths = (await listPictures([folder], () => {})).slice(0, count).map(({ name }) => name);
  if (!existsSync(path.join(folder, 'truth.json')))
    return paths.map((each) => ({ path: each, texts: ANY_TEXTS }));
  const [scenes, nouns] = [await readScenes(folder), await nounsByWord()];
  return paths.map((each) => {
    const index = scenes.findIndex(({ image }) => image === path.basename(each));
    if (index < 0) throw new Error(`${each} is not in truth.json. Draw the scenes again.`);
    return { path: each, texts: sceneTexts(index, scenes, nouns) };
  });
}

type Nouns = ReadonlyMap<string, string>;

/** Texts for the scene at `index`. `nouns`: a noun by its singular and by its plural. */
export function sceneTexts(index: number, scenes: readonly Pick<Scene, 'caption'>[], nouns: Nouns): string[] {
  const captions = scenes.map(({ caption }) => caption);
  const own = captions[index]!;
  const following = [...captions.slice(index + 1), ...captions.slice(0, index)];
  const others = following.filter((caption) => caption !== own);
  const changed = otherNoun(own, others, nouns);
  return [own, ...(changed ? [changed] : []), ...others.slice(0, OTHERS)];
}

/** Exchanges the first noun for one of another caption with the same number and article; null where there is none. */
function otherNoun(caption: string, others: readonly string[], nouns: Nouns): string | null {
  const words = caption.split(' ');
  const place = words.findIndex((word) => nouns.has(word));
  if (place < 0) return null;
  const present = new Set(words.map((word) => nouns.get(word)));
  const candidates = others.flatMap((other) => other.split(' ')).filter((word) => nouns.has(word));
  const found = candidates.find(
    (word) => !present.has(nouns.get(word)) && isAlike(word, words[place]!, nouns),
  );
  return found ? words.with(place, found).join(' ') : null;
}

function isAlike(word: string, other: string, nouns: Nouns): boolean {
  const isOne = (each: string) => nouns.get(each) === each;
  const takesAn = (each: string) => /^[aeiou]/.test(each);
  return isOne(word) === isOne(other) && takesAn(word) === takesAn(other);
}
