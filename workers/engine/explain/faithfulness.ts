/**
 * Is a map true? Hide what it marks and see what becomes of the word: the deletion and insertion curves of Petsiuk,
 * Das and Saenko 2018, "RISE: Randomized Input Sampling for Explanation of Black-box Models". Deletion hides the
 * patches that a map marks most first, and the less area is left under its curve the better the map; insertion shows
 * them first on a picture that is all hidden, and the more area the better. Pure: whoever asks hides and scores.
 */
import { captionRandom } from '../decode/random.ts';

/** Of the patches: where the curves are read. Closer at the start, where maps differ. */
export const SHARES = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] as const;

export const CURVES = ['deletion', 'insertion'] as const;
export type Curve = (typeof CURVES)[number];

/** Patches of a grid, counted along its rows: the one that matters most first. */
export type PatchOrder = readonly number[];

export interface CurvePoint {
  /** Of the patches, that are hidden (deletion) or shown (insertion). */
  share: number;
  score: number;
}

export interface ScoredPoint extends CurvePoint {
  /** Index of the order that it belongs to. */
  order: number;
  curve: Curve;
}

/**
 * Patches by what a map says of them, the highest first. The seed decides between equals: of Grad-CAM's many zeros
 * the upper left would else always come first. `seed` is a non-negative safe integer.
 */
export function orderOf(map: ArrayLike<number>, seed: number): PatchOrder {
  const random = captionRandom(seed, 0);
  const tie = Array.from(map, () => random());
  return [...tie.keys()].sort((a, b) => map[b]! - map[a]! || tie[a]! - tie[b]!);
}

/** What a map that knows nothing would say. */
export function randomOrder(patches: number, seed: number): PatchOrder {
  return orderOf(new Float32Array(patches), seed);
}

/**
 * The same map somewhere else: all rows and columns go round the grid by a quarter to three quarters of it, as the seed
 * has it. Only the place differs then, neither shape nor size of what the map marks.
 */
export function movedMap(
  map: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  seed: number,
): Float32Array {
  const random = captionRandom(seed, 1);
  const stepOf = (count: number) => {
    const least = Math.ceil(count / 4);
    return least + Math.floor(random() * (count - 2 * least + 1));
  };
  const [down, right] = [stepOf(rows), stepOf(columns)];
  return Float32Array.from({ length: rows * columns }, (_, patch) => {
    const row = (Math.floor(patch / columns) + rows - down) % rows;
    return map[row * columns + ((patch + columns - right) % columns)]!;
  });
}

/** From the middle outwards: things are more often there, so a map has to do better than this. */
export function centredOrder([rows, columns]: readonly [number, number], seed = 0): PatchOrder {
  const offset = (index: number, count: number) => (2 * index + 1 - count) / count;
  const nearness = Array.from({ length: rows * columns }, (_, patch) => {
    const [x, y] = [offset(patch % columns, columns), offset(Math.floor(patch / columns), rows)];
    return -(x ** 2 + y ** 2);
  });
  return orderOf(nearness, seed);
}

/** The patches that are hidden at a point of a curve: the first of the order, or all but these. */
export function hiddenAt(order: PatchOrder, share: number, curve: Curve): PatchOrder {
  const first = Math.round(share * order.length);
  return curve === 'deletion' ? order.slice(0, first) : order.slice(first);
}

/** Under a curve by the trapezoidal rule; its points in ascending order of share. */
export function areaUnder(points: readonly CurvePoint[]): number {
  return points.slice(1).reduce((area, { share, score }, index) => {
    const before = points[index]!;
    return area + ((share - before.share) * (score + before.score)) / 2;
  }, 0);
}

/**
 * Both curves of every order, point by point as they come: an order's deletion, its insertion, the next order's.
 * `score` says how likely the word is with these patches hidden; all curves share their ends, so the sharp and the
 * hidden picture are scored once. The orders are of one grid. Throws the signal's reason between points.
 */
export async function* runCurves(
  orders: readonly PatchOrder[],
  score: (hidden: PatchOrder) => Promise<number>,
  signal?: AbortSignal,
): AsyncGenerator<ScoredPoint, void> {
  const ends = new Map<number, number>();
  for (const [order, patches] of orders.entries()) {
    for (const curve of CURVES) {
      for (const share of SHARES) {
        signal?.throwIfAborted();
        const hidden = hiddenAt(patches, share, curve);
        const value = ends.get(hidden.length) ?? (await score(hidden));
        if (hidden.length === 0 || hidden.length === patches.length) ends.set(hidden.length, value);
        yield { order, curve, share, score: value };
      }
    }
  }
}
