/** For tests: what the worker says of a map. */
import type { TestedCurve, TestedMap, TestMapProgress } from '../../../core/protocol';

const curve = (map: number, moved: number): TestedCurve => ({
  map: [
    { share: 0, score: 0.9 },
    { share: 1, score: 0.1 },
  ],
  moved: [
    { share: 0, score: 0.9 },
    { share: 1, score: 0.1 },
  ],
  areas: { map, moved },
});

/**
 * A map that passes: 90 % unmasked, `marked` with the marked part masked, `elsewhere` with another; `shown` is
 * the area under insertion, 0.4 elsewhere.
 */
export function testedOf(marked = 0.1, shown = 0.8, elsewhere = 0.8): TestedMap {
  return {
    drop: { share: 0.2, before: 0.9, marked, moved: [elsewhere, elsewhere, elsewhere] },
    curves: { deletion: curve(0.21, 0.63), insertion: curve(shown, 0.4) },
  };
}

/** The same on its way, the curves still empty. */
export function underWay(done: number, total = 50): TestMapProgress {
  const none: TestedCurve = { map: [], moved: [], areas: null };
  return { drop: testedOf().drop, curves: { deletion: none, insertion: none }, done, total };
}
