/**
 * Tests a map: how the probability changes when the part of the picture that the map marks most is masked, and when a
 * part of the same shape is masked somewhere else.
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

/** The part of the picture masked for the drop. It is a point of the curves, too, and scored once. */
const MARKED = 0.2;
/** How often the map is moved. */
const MOVES = 3;

/** The sharp and the fully masked picture are the same for all orders; every other point of a curve is one run. */
const RUNS = 2 + (1 + MOVES) * CURVES.length * (SHARES.length - 2);

interface TestContext {
  /** Queues a step; other requests run in between. */
  turn<T>(job: () => Promise<T>): Promise<T>;
  progress(report: TestMapProgress): void;
  signal: AbortSignal;
}

/**
 * Measures the drop first, then both curves, with progress after each point.
 *
 * @throws {RangeError} for a map that does not fill its grid, and the signal's reason between two runs of the model.
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
  const score = async (masked: PatchOrder) => {
    const key = [...masked].sort((a, b) => a - b).join();
    const value = scores.get(key) ?? (await turn(() => run(masked)));
    scores.set(key, value);
    return value;
  };
  const drop = await dropOf(orders, score);
  const points: ScoredPoint[] = [];
  const report = () => progress({ drop, curves: curvesOf(points), done: scores.size, total: RUNS });
  report();
  for await (const point of runCurves(orders, score, signal)) {
    points.push(point);
    report();
  }
  return { drop, curves: curvesOf(points) };
}

function movesOf(map: Float32Array, grid: readonly [number, number]): Float32Array[] {
  return Array.from({ length: MOVES }, (_, seed) => movedMap(map, grid, seed));
}

/** The probability with those patches blurred. */
function scorer(subject: TestSubject, grid: readonly [number, number], signal: AbortSignal) {
  const { pixels, size } = subject;
  const blurred = blurPixels(pixels, size);
  return async (masked: PatchOrder) => {
    // A cancel takes effect here or not at all: on the CPU the model runs without reading messages.
    await nextTask();
    signal.throwIfAborted();
    return subject.score(mixPixels(pixels, blurred, patchMask(masked, grid, size)), signal);
  };
}

async function dropOf(
  [order, ...moves]: readonly PatchOrder[],
  score: (masked: PatchOrder) => Promise<number>,
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

/** The mean of the moved maps, once all of them are scored. */
function meanAt(points: readonly ScoredPoint[], share: number): CurvePoint[] {
  const scores = points.filter((point) => point.order > 0 && point.share === share).map(({ score }) => score);
  if (scores.length < MOVES) return [];
  return [{ share, score: scores.reduce((sum, score) => sum + score, 0) / MOVES }];
}
