/** What stands below the hits, and in place of them where there are none. */
import { Button } from '@mantine/core';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import grid from '../grid/grid.module.css';
import { useVisibleOf } from '../grid/use-visible';
import { restOf } from './search';
import classes from './search.module.css';

/** Hits that are not shown, as the other filters of the grid leave them. */
function useRest(): number {
  const rest = useCollection(({ search }) => (search ? restOf(search) : NONE));
  return useVisibleOf(rest).length;
}

const NONE: readonly string[] = [];

export function MoreHits() {
  const isSearching = useCollection(({ search }) => search?.result != null && !search.all);
  return isSearching && <More />;
}

function More() {
  const store = useCollectionStore();
  const rest = useRest();
  const m = useCollectionMessages().search;
  if (rest === 0) return null;
  return (
    <div className={classes.more}>
      <Button variant="default" onClick={() => store.getState().showSearch({ all: true })}>
        {m.showMore({ count: rest })}
      </Button>
    </div>
  );
}

export function NoHits() {
  const store = useCollectionStore();
  const search = useCollection((state) => state.search);
  const rest = useRest();
  const m = useCollectionMessages().search;
  if (!search || search.status === 'searching' || search.status === 'failed')
    return <div className={grid.nothing} />;
  const { query, result } = search;
  // Their vectors come first, and are asked for above.
  if (result?.withoutVector === result?.total) return <div className={grid.nothing} />;
  const isLookedAt = query.kind === 'text' && result !== null && result.checked > 0;
  return (
    <div className={grid.nothing}>
      <p className={classes.advice}>{isLookedAt ? m.noneFit({ text: query.text }) : m.noHits}</p>
      {rest > 0 && (
        <Button onClick={() => store.getState().showSearch({ all: true })}>
          {m.showNearest({ count: rest })}
        </Button>
      )}
      <Button variant="default" onClick={() => store.getState().clearSearch()}>
        {m.clear}
      </Button>
    </div>
  );
}
