/**
 * Puts a map to the test: what becomes of the word when the part of the picture that the map marks most is hidden, and
 * what when the same part is hidden somewhere else.
 */

import type {
  CurvePoint,
  TestedCurve,
  TestedCurves,
  TestedDrop,
  TestedMap,
  TestMapProgress,
  TestMapRequest,
} from '../../core/protocol/index.ts';
import {
  areaUnder,
  CURVES,
  type Curve,
  movedMap,
  orderOf,
  type PatchOrder,
  runCurves,
  type ScoredPoint,
  SHARES,
} from '../engine/index.ts';
import { blurPixels, mixPixels, patchMask } from '../image/index.ts';
import type { TestSubject } from './map-test-subjects.ts';
import { nextTask } from './next-task.ts';

/** Of the picture, hidden for the drop; a point of the curves too, so that it is scored once. */
const MARKED = 0.2;
/** To how many places the map is moved. */
const MOVES = 3;

/** Sharp and hidden picture are the same for all orders; every other point of a curve is one run. */
const RUNS = 2 + (1 + MOVES) * CURVES.length * (SHARES.length - 2);

interface TestContext {
  /** Runs a step when its turn comes; others are served in between. */
  turn<T>(job: () => Promise<T>): Promise<T>;
  progress(report: TestMapProgress): void;
  signal: AbortSignal;
}

/**
 * The drop first, then both curves, told as they come. Throws a `RangeError` for a map that does not fill its grid,
 * the signal's reason between two runs of the model.
 */
export async function runMapTest(
  { map, grid }: Pick<TestMapRequest, 'map' | 'grid'>,
  subject: TestSubject,
  { turn, progress, signal }: TestContext,
): Promise<TestedMap> {
  if (map.length !== grid[0] * grid[1])
    throw new RangeError(`map: got ${map.length} values for ${grid[0]} × ${grid[1]} patches`);
  const orders = [orderOf(map, 0), ...movesOf(map, grid).map((moved) => orderOf(moved, 0))];
  const scores = new Map<string, number>();
  const run = scorer(subject, grid, signal);
  const score = async (hidden: PatchOrder) => {
    const key = [...hidden].sort((a, b) => a - b).join();
    const value = scores.get(key) ?? (await turn(() => run(hidden)));
    scores.set(key, value);
    return value;
  };
  const drop = await dropOf(orders, score);
  const points: ScoredPoint[] = [];
  const tell = () => progress({ drop, curves: curvesOf(points), done: scores.size, total: RUNS });
  tell();
  for await (const point of runCurves(orders, score, signal)) {
    points.push(point);
    tell();
  }
  return { drop, curves: curvesOf(points) };
}

function movesOf(map: Float32Array, grid: readonly [number, number]): Float32Array[] {
  return Array.from({ length: MOVES }, (_, seed) => movedMap(map, grid, seed));
}

/** How likely the word is with those patches blurred. */
function scorer(subject: TestSubject, grid: readonly [number, number], signal: AbortSignal) {
  const { pixels, size } = subject;
  const blurred = blurPixels(pixels, size);
  return async (hidden: PatchOrder) => {
    // A cancel that came meanwhile is heard before the model runs, which on the CPU hears nothing.
    await nextTask();
    signal.throwIfAborted();
    return subject.score(mixPixels(pixels, blurred, patchMask(hidden, grid, size)), signal);
  };
}

async function dropOf(
  [order, ...moves]: readonly PatchOrder[],
  score: (hidden: PatchOrder) => Promise<number>,
): Promise<TestedDrop> {
  const without = (patches: PatchOrder) => score(patches.slice(0, Math.round(MARKED * patches.length)));
  const before = await score([]);
  const marked = await without(order!);
  const moved: number[] = [];
  for (const each of moves) moved.push(await without(each));
  return { share: MARKED, before, marked, moved };
}

function curvesOf(points: readonly ScoredPoint[]): TestedCurves {
  return { deletion: curveOf(points, 'deletion'), insertion: curveOf(points, 'insertion') };
}

function curveOf(points: readonly ScoredPoint[], wanted: Curve): TestedCurve {
  const own = points.filter(({ curve }) => curve === wanted);
  const map = own.filter(({ order }) => order === 0).map(({ share, score }) => ({ share, score }));
  const moved = SHARES.flatMap((share) => meanAt(own, share));
  const complete = moved.length === SHARES.length;
  return { map, moved, areas: complete ? { map: areaUnder(map), moved: areaUnder(moved) } : null };
}

/** The mean of the moved maps, once all of them have come. */
function meanAt(points: readonly ScoredPoint[], share: number): CurvePoint[] {
  const scores = points.filter((point) => point.order > 0 && point.share === share).map(({ score }) => score);
  if (scores.length < MOVES) return [];
  return [{ share, score: scores.reduce((sum, score) => sum + score, 0) / MOVES }];
}
