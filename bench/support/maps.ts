/** Maps of a caption's nouns, the objects' positions, and baseline maps. */
import { type LayerChoice, layerMaps } from '../../core/explain.ts';
import type { PatchMap } from '../../core/protocol/index.ts';
import { groupWords, type WordTokens } from '../../core/words.ts';
import type { Explanation } from '../../workers/engine/index.ts';
import type { RandomSource } from '../../workers/engine/parts.ts';
import type { Box, Scene } from './scenes.ts';

/** A word of a caption that names an object of the scene. */
export interface NamedNoun {
  noun: string;
  word: WordTokens;
  /** 1 where a patch's centre is in one of the object's boxes; at least one is. */
  inside: Uint8Array;
}

/** The caption's words that name an object of the scene. `words`: a noun by its singular and its plural. */
export function namedNouns(
  { tokens, grid }: Pick<Explanation, 'tokens' | 'grid'>,
  { groups }: Pick<Scene, 'groups'>,
  words: ReadonlyMap<string, string>,
): NamedNoun[] {
  const named = groupWords(tokens).flatMap((word) => {
    const noun = words.get(word.text);
    const boxes = groups.filter((group) => group.noun === noun).flatMap((group) => group.boxes);
    return noun ? [{ noun, word, inside: insideBoxes(boxes, grid) }] : [];
  });
  return named.filter(({ inside }) => inside.includes(1));
}

/** Every token's map for each choice of layer, named after method and layer. */
export function mapChoices(explanation: Explanation): [name: string, maps: PatchMap[]][] {
  const layers: LayerChoice[] = [...explanation.maps.keys(), 'sum'];
  return layers.map((layer) => [`${explanation.method} ${layer}`, layerMaps(explanation.maps, layer)]);
}

type Grid = readonly [rows: number, columns: number];

/** 1 where a patch's centre is in one of the boxes. */
export function insideBoxes(boxes: readonly Box[], grid: Grid): Uint8Array {
  const holds = (box: Box, x: number, y: number) =>
    2 * Math.abs(x - box.x) <= box.width && 2 * Math.abs(y - box.y) <= box.height;
  return Uint8Array.from(centres(grid), ([x, y]) => Number(boxes.some((box) => holds(box, x, y))));
}

/** Maps that do not depend on the picture: a hill in its middle, and noise. */
export function baselineMaps(grid: Grid, random: RandomSource): Record<'centred hill' | 'noise', PatchMap> {
  const hill = ([x, y]: Centre) => Math.exp(-((x - 0.5) ** 2 + (y - 0.5) ** 2) / (2 * 0.25 ** 2));
  return {
    'centred hill': Float32Array.from(centres(grid), hill),
    noise: Float32Array.from(centres(grid), () => random()),
  };
}

type Centre = [x: number, y: number];

/** Of all patches, in shares of the frame. */
function centres([rows, columns]: Grid): Centre[] {
  return Array.from({ length: rows * columns }, (_, patch) => [
    ((patch % columns) + 0.5) / columns,
    (Math.floor(patch / columns) + 0.5) / rows,
  ]);
}

/** The share of a map's sum on these patches; 0 of an empty map. */
export function energyIn(map: PatchMap, inside: Uint8Array): number {
  return dot(map, inside) / (map.reduce((a, b) => a + b, 0) || 1);
}

/** Pearson's; 0 where one of the maps is the same everywhere. */
export function correlation(a: PatchMap, b: PatchMap): number {
  const [x, y] = [aroundMean(a), aroundMean(b)];
  return dot(x, y) / (Math.sqrt(dot(x, x) * dot(y, y)) || 1);
}

function aroundMean(values: PatchMap): Float64Array {
  const mean = values.reduce((x, y) => x + y, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
