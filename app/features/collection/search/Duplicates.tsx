import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import grid from '../grid/grid.module.css';
import { useDuplicates } from '../grid/use-visible';
import { isUnderWay } from '../store/run';
import { dropUndecided, smallerOf } from './duplicates';

/** Keeps one picture of each group as one step, which can be undone; or selects the others. */
export function Duplicates() {
  const store = useCollectionStore();
  const duplicates = useDuplicates();
  const records = useCollection((state) => state.records);
  const running = useCollection(({ phase }) => isUnderWay(phase));
  const { grid: m, search } = useCollectionMessages();
  useEffect(() => {
    if (!running) void store.getState().findDuplicates();
  }, [store, running]);
  if (duplicates.size === 0) return null;
  const smaller = smallerOf(records, duplicates);
  const dropped = dropUndecided(records, smaller);
  const { select, decide } = store.getState();
  return (
    <div className={grid.selection}>
      <span>
        {m.aboutDuplicates} {search.duplicates.dropHint}
      </span>
      <Button size="compact-md" disabled={dropped.length === 0} onClick={() => void decide(dropped)}>
        {search.duplicates.dropSmaller({ count: dropped.length })}
      </Button>
      <Button variant="default" size="compact-md" onClick={() => select(smaller)}>
        {m.selectSmaller}
      </Button>
    </div>
  );
}
