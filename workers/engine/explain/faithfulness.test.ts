import { describe, expect, test } from 'vitest';
import {
  areaUnder,
  type Curve,
  centredOrder,
  maskedPatches,
  movedMap,
  orderOf,
  type PatchOrder,
  randomOrder,
  runCurves,
  type ScoredPoint,
  SHARES,
} from './faithfulness.ts';

const PATCHES = 100;
/** The patches that the word depends on: a fifth of them. */
const TRUE = Array.from({ length: 20 }, (_, i) => 40 + i);
const MARKED = Float32Array.from({ length: PATCHES }, (_, patch) => Number(TRUE.includes(patch)));

/** The share of these patches that is visible. */
const seen = async (masked: PatchOrder) => TRUE.filter((patch) => !masked.includes(patch)).length / 20;

async function all(points: AsyncIterable<ScoredPoint>): Promise<ScoredPoint[]> {
  const list: ScoredPoint[] = [];
  for await (const point of points) list.push(point);
  return list;
}

const curveOf = (points: readonly ScoredPoint[], order: number, curve: Curve) =>
  points.filter((point) => point.order === order && point.curve === curve);

describe('curves', () => {
  test('of a true map and of its inverse, with their areas', async () => {
    const orders = [orderOf(MARKED, 1), [...orderOf(MARKED, 1)].reverse()];
    const points = await all(runCurves(orders, seen));
    const area = (order: number, curve: Curve) => areaUnder(curveOf(points, order, curve));
    expect(curveOf(points, 0, 'deletion').map(({ score }) => score)).toEqual([1, 0.75, 0.5, 0, 0, 0, 0, 0]);
    expect(area(0, 'deletion')).toBeCloseTo(0.1, 12);
    expect(area(0, 'insertion')).toBeCloseTo(0.9, 12);
    // The last fifth, of which the shares 0.75 and 1 see a quarter and all: 1 to 0.75, then a straight line.
    expect(curveOf(points, 1, 'deletion').map(({ score }) => score)).toEqual([1, 1, 1, 1, 1, 1, 1, 0]);
    expect(area(1, 'deletion')).toBeCloseTo(0.875, 12);
    expect(area(1, 'insertion')).toBeCloseTo(0.125, 12);
  });

  test('are yielded share by share, deletion first, and score their common ends once', async () => {
    const asked: number[] = [];
    const score = async (masked: PatchOrder) => asked.push(masked.length) && masked.length;
    const points = await all(runCurves([randomOrder(PATCHES, 1), randomOrder(PATCHES, 2)], score));
    const shares = points.map(({ order, curve, share }) => [order, curve, share]);
    expect(shares).toEqual(
      [0, 1].flatMap((order) =>
        (['deletion', 'insertion'] as const).flatMap((curve) => SHARES.map((share) => [order, curve, share])),
      ),
    );
    const [down, up] = [curveOf(points, 1, 'deletion'), curveOf(points, 1, 'insertion')];
    expect(down.map((point) => point.score)).toEqual([0, 5, 10, 20, 30, 50, 75, 100]);
    expect(up.map((point) => point.score)).toEqual([100, 95, 90, 80, 70, 50, 25, 0]);
    expect(asked).toHaveLength(2 + 2 * 2 * (SHARES.length - 2));
  });

  test('stop between two points when cancelled', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    let asked = 0;
    const score = async () => {
      asked += 1;
      if (asked === 3) controller.abort(reason);
      return 0;
    };
    const points = runCurves([randomOrder(PATCHES, 1)], score, controller.signal);
    const came: ScoredPoint[] = [];
    const reading = (async () => {
      for await (const point of points) came.push(point);
    })();
    await expect(reading).rejects.toBe(reason);
    expect({ asked, came: came.length }).toEqual({ asked: 3, came: 3 });
  });
});

describe('orders', () => {
  test('start with the highest value', () => {
    expect(orderOf([0.2, -1, 0.9, 0.5], 7)).toEqual([2, 3, 0, 1]);
  });

  test('order ties by the seed, not by the place', () => {
    const order = orderOf(MARKED, 1);
    expect(orderOf(MARKED, 1)).toEqual(order);
    expect(orderOf(MARKED, 2)).not.toEqual(order);
    expect([...order.slice(0, 20)].sort((a, b) => a - b)).toEqual(TRUE);
    expect(order.slice(20)).not.toEqual([...order.slice(20)].sort((a, b) => a - b));
  });

  test('at random contain every patch once, and depend on the seed', () => {
    const order = randomOrder(PATCHES, 3);
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(PATCHES).keys()]);
    expect(randomOrder(PATCHES, 4)).not.toEqual(order);
  });

  test('from the centre outwards use shares of each side', () => {
    expect(centredOrder([3, 3])[0]).toBe(4);
    expect([...centredOrder([3, 3]).slice(5)].sort()).toEqual([0, 2, 6, 8]);
    expect([...centredOrder([2, 6]).slice(0, 4)].sort((a, b) => a - b)).toEqual([2, 3, 8, 9]);
    expect([...centredOrder([4, 4], 1)]).not.toEqual([...centredOrder([4, 4], 2)]);
  });

  test('a moved map has the same shape at least a quarter of the grid away, by seed', () => {
    const [rows, columns] = [8, 12];
    const marked = [0, 1, 2, columns, columns + 1];
    const map = Float32Array.from({ length: rows * columns }, (_, patch) => Number(marked.includes(patch)));
    const places = Array.from({ length: 20 }, (_, seed) => {
      const moved = movedMap(map, [rows, columns], seed);
      const by = Array.from(moved.keys()).find((to) => {
        const at = (patch: number) =>
          ((Math.floor(patch / columns) + Math.floor(to / columns)) % rows) * columns +
          ((patch + to) % columns);
        return marked.every((patch) => moved[at(patch)] === 1);
      });
      expect(moved.reduce((sum, value) => sum + value, 0)).toBe(marked.length);
      return [Math.floor(by! / columns), by! % columns];
    });
    for (const [down, right] of places) {
      expect([2, 3, 4, 5, 6]).toContain(down);
      expect([3, 4, 5, 6, 7, 8, 9]).toContain(right);
    }
    expect(new Set(places.map(String)).size).toBeGreaterThan(10);
    expect(movedMap(Float32Array.of(5), [1, 1], 3)).toEqual(Float32Array.of(5));
  });

  test('a share of an order is masked, or all but that share', () => {
    const order = [3, 1, 0, 2];
    expect(maskedPatches(order, 0.5, 'deletion')).toEqual([3, 1]);
    expect(maskedPatches(order, 0.25, 'insertion')).toEqual([1, 0, 2]);
  });
});

test('the area under a curve is that of its trapezia of any width', () => {
  const points = [
    { share: 0, score: 1 },
    { share: 0.2, score: 0.5 },
    { share: 1, score: 0 },
  ];
  expect(areaUnder(points)).toBeCloseTo(0.15 + 0.2, 12);
});
