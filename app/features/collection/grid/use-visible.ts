import { useCallback, useDeferredValue, useMemo } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import type { DuplicateGroups } from '../../../../dataset';
import { useCollection, useDuplicateFinder, useJudge } from '../context';
import { joinedGroups } from '../search/duplicates';
import { narrowed } from '../search/found';
import type { Records } from '../store/records';
import type { Shown } from '../store/view';
import { countShown, visibleRecords } from '../store/visible';

/** The records that the grid shows, in order. A moving slider does not wait for them. */
export function useVisible(): readonly PictureRecord[] {
  const order = useCollection(({ search }) => search?.order ?? null);
  return useVisibleOf(order);
}

/** The records that the grid shows of those, in order. @param order of what was found; null for all. */
export function useVisibleOf(order: readonly string[] | null): readonly PictureRecord[] {
  const view = useCollection(({ records, shown, query, labelled, shownLabel, ...state }) => {
    const sort = state.search ? state.search.sort : state.sort;
    return { records, shown, sort, query, labelled, shownLabel };
  });
  const { judge, filter } = useJudge();
  const deferred = useDeferredValue(filter);
  const duplicates = useDuplicates();
  return useMemo(() => {
    const found = narrowed(view.records, { ...view, search: { order, sort: view.sort } });
    // Hits come in their order, in which nothing else puts them.
    const sorted = { ...view, sort: view.sort ?? 'name' };
    return visibleRecords(found, sorted, { filter: deferred, judge, duplicates });
  }, [view, order, deferred, judge, duplicates]);
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

/** The group of each picture that has a duplicate. @param isWanted false where nothing is done with them. */
export function useDuplicates(isWanted = true): DuplicateGroups {
  const records = useCollection((state) => state.records);
  const find = useFindDuplicates();
  return useMemo(() => (isWanted ? find(records) : NO_GROUPS), [find, records, isWanted]);
}

const NO_GROUPS: DuplicateGroups = new Map();

/** Looks for duplicates when they are asked for. */
export function useFindDuplicates(): (records: Records) => DuplicateGroups {
  const find = useDuplicateFinder();
  const found = useCollection((state) => state.duplicateGroups);
  return useCallback((records) => joinedGroups(find(records.values()), found), [find, found]);
}
