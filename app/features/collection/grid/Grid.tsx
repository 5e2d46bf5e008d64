import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { placeAfter } from '../../../parts/tiles/geometry';
import { TileRows } from '../../../parts/tiles/TileRows';
import tiles from '../../../parts/tiles/tiles.module.css';
import { useTileRows } from '../../../parts/tiles/use-tile-rows';
import { useApp, useAppStore } from '../../../store/react';
import { usePicker } from '../../pictures/picker';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { type Duplicate, describeDuplicates } from '../search/duplicates';
import { MoreHits, NoHits } from '../search/GridEnds';
import { useKeep } from '../search/TileNote';
import { useCalm } from '../search/use-calm';
import classes from './grid.module.css';
import { Tile } from './Tile';
import { useDuplicates } from './use-visible';

/** All pictures that are shown; only the rows in view are in the document. */
export function Grid({ records }: { records: readonly PictureRecord[] }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().grid;
  const { ref, columns, height, rows, reveal, laidOut } = useTileRows(records.length);
  const open = useOpen(records);
  const onKeyDown = useKeys(records, columns, { open, reveal });
  useReturn(laidOut, () => {
    const index = records.findIndex(({ path }) => path === store.getState().focused);
    if (index >= 0) reveal(index);
  });
  const selecting = useCollection(({ selected }) => selected.size > 0);
  const duplicates = useDescribedDuplicates();
  const calm = useCalm(records);
  if (records.length === 0) return <Nothing />;
  return (
    <div ref={ref} className={tiles.scroller} data-selecting={selecting} data-testid="grid" {...calm}>
      <div
        role="listbox"
        aria-label={m.list}
        aria-multiselectable="true"
        className={tiles.all}
        style={{ height }}
        onKeyDown={onKeyDown}
      >
        <TileRows items={records} columns={columns} rows={rows}>
          {(record, place) => (
            <Tile
              key={record.path}
              record={record}
              place={place}
              count={records.length}
              duplicate={duplicates.get(record.path) ?? null}
              open={open}
            />
          )}
        </TileRows>
      </div>
      <MoreHits />
    </div>
  );
}

/** Back from the stage, the grid is where it was, at the picture that was there last. */
function useReturn(laidOut: boolean, reveal: () => void): void {
  const store = useCollectionStore();
  const visited = useApp((state) => state.collection.visited?.path ?? null);
  const away = useRef(false);
  useEffect(() => {
    if (visited === null) return;
    away.current = true;
    store.getState().focus(visited);
  }, [store, visited]);
  useEffect(() => {
    if (!laidOut || visited !== null || !away.current) return;
    away.current = false;
    reveal();
    store.getState().show({ returning: true });
  });
}

/** Shows a picture on the stage, where the page keys step through the pictures of the grid. */
function useOpen(records: readonly PictureRecord[]): (path: string) => void {
  const app = useAppStore();
  const store = useCollectionStore();
  return (path) => {
    const { summary, search } = store.getState();
    if (!summary) return;
    store.getState().focus(path);
    const order = records.map((record) => record.path);
    const found = search?.query.kind === 'text' ? { foundBy: search.query.text } : {};
    void app.getState().collection.visit({ collection: summary.id, path, order, ...found });
  };
}

interface KeyActs {
  open: (path: string) => void;
  /** Scrolls to the record of that place. */
  reveal: (index: number) => void;
}

/**
 * Arrows walk, Enter opens, Space selects, Ctrl or ⌘ with A selects all, Escape none and then ends the search. L finds
 * pictures like this one, and K keeps it alone of its duplicates.
 */
function useKeys(
  records: readonly PictureRecord[],
  columns: number,
  { open, reveal }: KeyActs,
): (event: KeyboardEvent) => void {
  const store = useCollectionStore();
  const doesMore = useMoreKeys();
  return (event) => {
    const { focused, focus, select, toggleSelected } = store.getState();
    const index = records.findIndex(({ path }) => path === focused);
    const target = placeAfter(event.key, { index, columns, count: records.length });
    const path = records[index]?.path;
    if (target !== null) {
      focus(records[target]?.path ?? null);
      reveal(target);
    } else if (event.key === 'Enter' && path !== undefined) open(path);
    else if (event.key === ' ' && path !== undefined) toggleSelected(path);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) select(records.map((one) => one.path));
    else if (!doesMore(event, path)) return;
    event.preventDefault();
  };
}

/** What ends and begins searches, and is for duplicates. */
function useMoreKeys(): (event: KeyboardEvent, path: string | undefined) => boolean {
  const store = useCollectionStore();
  const keep = useKeep();
  return ({ key, ctrlKey, metaKey, altKey }, path) => {
    const { selected, select, clearSearch, searchFor, show, shown } = store.getState();
    if (ctrlKey || metaKey || altKey) return false;
    if (key === 'Escape') {
      if (selected.size > 0) select([]);
      else clearSearch();
    } else if (path === undefined) return false;
    else if (key === 'l') {
      void searchFor({ kind: 'path', path });
      show({ returning: true });
    } else if (key === 'k' && shown === 'duplicates') keep(path);
    else return false;
    return true;
  };
}

function useDescribedDuplicates(): ReadonlyMap<string, Duplicate> {
  const { records, shown, found } = useCollection(({ records, shown, duplicateGroups }) => ({
    records,
    shown,
    found: duplicateGroups,
  }));
  const groups = useDuplicates(shown === 'duplicates');
  return useMemo(
    () => (shown === 'duplicates' ? describeDuplicates(records, groups, found) : new Map()),
    [shown, records, groups, found],
  );
}

/** What is shown where no picture is of the kind that was chosen. */
function Nothing() {
  const store = useCollectionStore();
  const m = useCollectionMessages().grid;
  const { empty, query } = useCollection(({ records, query }) => ({ empty: records.size === 0, query }));
  const nothingFound = useCollection(({ search }) => search?.order?.length === 0);
  const picker = usePicker();
  if (empty)
    return (
      <div className={classes.nothing}>
        <p>{m.noPictures}</p>
        <Button onClick={picker.folder}>{m.openAnother}</Button>
      </div>
    );
  if (nothingFound) return <NoHits />;
  const showAll = () => {
    store.getState().show({ shown: 'all', query: '' });
    store.getState().showLabel(null);
  };
  return (
    <div className={classes.nothing}>
      <p>{query.trim() === '' ? m.noneShown : m.noneFound({ query })}</p>
      <Button variant="default" onClick={showAll}>
        {m.showAll}
      </Button>
    </div>
  );
}
