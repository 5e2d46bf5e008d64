import { useDeferredValue, useMemo } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { useCollection, useJudge } from '../context';
import type { Shown } from '../store/view';
import { countShown, visibleRecords } from '../store/visible';

/** The records that the grid shows, in order. A moving slider does not wait for them. */
export function useVisible(): readonly PictureRecord[] {
  const view = useCollection(({ records, shown, sort, query }) => ({ records, shown, sort, query }));
  const { judge, filter } = useJudge();
  const deferred = useDeferredValue(filter);
  return useMemo(() => visibleRecords(view.records, view, deferred, judge), [view, deferred, judge]);
}

/** How many pictures there are of each kind. */
export function useCounts(): Record<Shown, number> {
  const records = useCollection((state) => state.records);
  const { judge, filter } = useJudge();
  const deferred = useDeferredValue(filter);
  return useMemo(() => countShown(records, deferred, judge), [records, deferred, judge]);
}
