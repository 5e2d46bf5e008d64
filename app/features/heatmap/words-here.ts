/** Which words looked at a spot of the picture. Pure. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { currentCaption, shownWords } from './heatmap.selectors';
import type { Scale } from './heatmap.slice';
import type { GridSize } from './maps';
import type { MappedWord } from './shown-words';

/** A spot of the picture: shares 0…1 of its width and height, from the left upper corner. */
export interface Spot {
  x: number;
  y: number;
}

export interface WordHere {
  text: string;
  /** Of all the looking that went to this spot, 0…1. */
  share: number;
}

/** The words of the caption in view; the same array as long as nothing of them changes. */
export function wordsInView(state: App): readonly MappedWord[] {
  const run = currentRun(state);
  const caption = currentCaption(state);
  return (run && caption !== null && shownWords(state, run, caption)?.words) || NO_WORDS;
}

const NO_WORDS: readonly MappedWord[] = [];

/**
 * The words that looked there most, the first of them first. By `word` every word has the same amount of looking to
 * give, which its map divides among the patches; by `sentence` the raw values of the maps count.
 */
export function wordsHere(words: readonly MappedWord[], spot: Spot, scale: Scale, most = 3): WordHere[] {
  const some = comparable(words).map(({ text, map, grid }) => ({
    text,
    value: map[patchAt(spot, grid)]! / (scale === 'word' ? totalOf(map) : 1),
  }));
  const all = some.reduce((sum, { value }) => sum + value, 0);
  return some
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(({ text, value }) => ({ text, share: value / all }));
}

/** Attention and Grad-CAM differ by orders of magnitude: only maps of one kind are added up. */
function comparable(words: readonly MappedWord[]): MappedWord[] {
  const asked = words.some((word) => word.asked);
  return words.filter((word) => word.asked === asked);
}

function patchAt({ x, y }: Spot, [rows, columns]: GridSize): number {
  const along = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return along(y, rows) * columns + along(x, columns);
}

const totals = new WeakMap<Float32Array, number>();

/** Never 0: an empty map then has nothing anywhere. */
function totalOf(map: Float32Array): number {
  const total = totals.get(map) ?? (map.reduce((sum, value) => sum + value, 0) || 1);
  totals.set(map, total);
  return total;
}
