/** Scenes with known objects, as `demo-model/evaluate.py scenes` writes them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Centre and size in shares of the frame. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One thing, or several of a kind. */
export interface Group {
  noun: string;
  colour?: string | null;
  boxes: Box[];
}

export interface Scene {
  image: string;
  /** A true description. */
  caption: string;
  /** How the first of two groups is to the second; `between`: the first of three is between the others, left and right. */
  relation?: string | null;
  groups: Group[];
}

/** The first `count` scenes of a folder; all of them when no count is given. */
export async function readScenes(folder: string, count: number = Number.POSITIVE_INFINITY): Promise<Scene[]> {
  const scenes: Scene[] = JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8'));
  return scenes.slice(0, count);
}

/** Scenes' nouns by the words that captions have for them: one, or many. */
export async function nounsByWord(): Promise<Map<string, string>> {
  const file = new URL('../../demo-model/catalogue.json', import.meta.url);
  const { nouns }: { nouns: Record<string, { plural?: string }> } = JSON.parse(await readFile(file, 'utf8'));
  return new Map(
    Object.entries(nouns).flatMap(([noun, { plural = `${noun}s` }]) => [
      [noun, noun],
      [plural, noun],
    ]),
  );
}
