/**
 * Faithfulness of a map: the deletion and insertion curves of Petsiuk, Das and Saenko 2018, "RISE: Randomized Input
 * Sampling for Explanation of Black-box Models". Deletion masks the patches in the map's order, highest first; a small
 * area under its curve is good. Insertion starts from a fully masked picture and shows them in that order; a large area
 * is good. The caller masks the picture and scores the word.
 */
import { captionRandom } from '../decode/random.ts';

/** Shares of the patches at which the curves are sampled: closer at the start, where maps differ. */
export const SHARES = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] as const;

/** Whether patches are masked or shown one after the other, the most important ones first. */
export const CURVES = ['deletion', 'insertion'] as const;
/** One of `CURVES`. */
export type Curve = (typeof CURVES)[number];

/** Patches of a grid, counted row by row: the most important one first. */
export type PatchOrder = readonly number[];

/** One point of a curve. */
export interface CurvePoint {
  /** Share of the patches that are masked (deletion) or shown (insertion). */
  share: number;
  score: number;
}

/** A point with the order and the curve that it belongs to. */
export interface ScoredPoint extends CurvePoint {
  /** Index of its order. */
  order: number;
  curve: Curve;
}

/**
 * Patches by their value in a map, the highest first. Ties are in random order: otherwise the upper left would always
 * come first of Grad-CAM's many zeros. `seed` is a non-negative safe integer.
 */
export function orderOf(map: ArrayLike<number>, seed: number): PatchOrder {
  const random = captionRandom(seed, 0);
  const tie = Array.from(map, () => random());
  return [...tie.keys()].sort((a, b) => map[b]! - map[a]! || tie[a]! - tie[b]!);
}

/** The order of a map without information. */
export function randomOrder(patches: number, seed: number): PatchOrder {
  return orderOf(new Float32Array(patches), seed);
}

/**
 * The map shifted around the grid by a quarter to three quarters of its rows and columns, by the seed: the same shape
 * and size at another place.
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

/** From the centre outwards, a baseline: objects are more often at the centre. */
export function centredOrder([rows, columns]: readonly [number, number], seed = 0): PatchOrder {
  const offset = (index: number, count: number) => (2 * index + 1 - count) / count;
  const nearness = Array.from({ length: rows * columns }, (_, patch) => {
    const [x, y] = [offset(patch % columns, columns), offset(Math.floor(patch / columns), rows)];
    return -(x ** 2 + y ** 2);
  });
  return orderOf(nearness, seed);
}

/** The patches that are masked at a point of a curve: the first ones of the order, or all others. */
export function maskedPatches(order: PatchOrder, share: number, curve: Curve): PatchOrder {
  const first = Math.round(share * order.length);
  return curve === 'deletion' ? order.slice(0, first) : order.slice(first);
}

/** Area under a curve by the trapezoidal rule. Points are in ascending order of share. */
export function areaUnder(points: readonly CurvePoint[]): number {
  return points.slice(1).reduce((area, { share, score }, index) => {
    const before = points[index]!;
    return area + ((share - before.share) * (score + before.score)) / 2;
  }, 0);
}

/**
 * Both curves of every order, point by point: an order's deletion, its insertion, the next order's. `score` returns how
 * likely the word is with these patches masked. All curves share their ends, which are scored once. The orders are of
 * one grid.
 *
 * @throws the signal's reason between points.
 */
export async function* runCurves(
  orders: readonly PatchOrder[],
  score: (masked: PatchOrder) => Promise<number>,
  signal?: AbortSignal,
): AsyncGenerator<ScoredPoint, void> {
  const ends = new Map<number, number>();
  for (const [order, patches] of orders.entries()) {
    for (const curve of CURVES) {
      for (const share of SHARES) {
        signal?.throwIfAborted();
        const masked = maskedPatches(patches, share, curve);
        const value = ends.get(masked.length) ?? (await score(masked));
        if (masked.length === 0 || masked.length === patches.length) ends.set(masked.length, value);
        yield { order, curve, share, score: value };
      }
    }
  }
}
