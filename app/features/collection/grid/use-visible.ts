import { useDeferredValue, useMemo } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import type { DuplicateGroups } from '../../../../dataset';
import { useCollection, useDuplicateFinder, useJudge } from '../context';
import type { Shown } from '../store/view';
import { countShown, visibleRecords } from '../store/visible';

/** The records that the grid shows, in order. A moving slider does not wait for them. */
export function useVisible(): readonly PictureRecord[] {
  const view = useCollection(({ records, shown, sort, query }) => ({ records, shown, sort, query }));
  const { judge, filter } = useJudge();
  const deferred = useDeferredValue(filter);
  const duplicates = useDuplicates();
  return useMemo(
    () => visibleRecords(view.records, view, { filter: deferred, judge, duplicates }),
    [view, deferred, judge, duplicates],
  );
}

/** How many pictures there are of each kind. */
export function useCounts(): Record<Shown, number> {
  const records = useCollection((state) => state.records);
  const { judge, filter } = useJudge();
  const deferred = useDeferredValue(filter);
  const duplicates = useDuplicates();
  return useMemo(
    () => countShown(records, { filter: deferred, judge, duplicates }),
    [records, deferred, judge, duplicates],
  );
}

/** The group of each picture that has a duplicate. */
export function useDuplicates(): DuplicateGroups {
  const records = useCollection((state) => state.records);
  const find = useDuplicateFinder();
  return useMemo(() => find(records.values()), [find, records]);
}
