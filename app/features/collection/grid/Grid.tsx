import { Button } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { placeAfter } from '../../../parts/tiles/geometry';
import { TileRows } from '../../../parts/tiles/TileRows';
import tiles from '../../../parts/tiles/tiles.module.css';
import { useTileRows } from '../../../parts/tiles/use-tile-rows';
import { useApp, useAppStore } from '../../../store/react';
import { usePicker } from '../../pictures/picker';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import classes from './grid.module.css';
import { Tile } from './Tile';

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
  if (records.length === 0) return <Nothing />;
  return (
    <div ref={ref} className={tiles.scroller} data-selecting={selecting} data-testid="grid">
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
            <Tile key={record.path} record={record} place={place} count={records.length} open={open} />
          )}
        </TileRows>
      </div>
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
    const { summary } = store.getState();
    if (!summary) return;
    store.getState().focus(path);
    const order = records.map((record) => record.path);
    void app.getState().collection.visit({ collection: summary.id, path, order });
  };
}

interface KeyActs {
  open: (path: string) => void;
  /** Scrolls to the record of that place. */
  reveal: (index: number) => void;
}

/** Arrows walk, Enter opens, Space selects, Ctrl or ⌘ with A selects all, Escape none. */
function useKeys(
  records: readonly PictureRecord[],
  columns: number,
  { open, reveal }: KeyActs,
): (event: KeyboardEvent) => void {
  const store = useCollectionStore();
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
    else if (event.key === 'Escape') select([]);
    else return;
    event.preventDefault();
  };
}

/** What is shown where no picture is of the kind that was chosen. */
function Nothing() {
  const store = useCollectionStore();
  const m = useCollectionMessages().grid;
  const { empty, query } = useCollection(({ records, query }) => ({ empty: records.size === 0, query }));
  const picker = usePicker();
  if (empty)
    return (
      <div className={classes.nothing}>
        <p>{m.noPictures}</p>
        <Button onClick={picker.folder}>{m.openAnother}</Button>
      </div>
    );
  return (
    <div className={classes.nothing}>
      <p>{query.trim() === '' ? m.noneShown : m.noneFound({ query })}</p>
      <Button variant="default" onClick={() => store.getState().show({ shown: 'all', query: '' })}>
        {m.showAll}
      </Button>
    </div>
  );
}
