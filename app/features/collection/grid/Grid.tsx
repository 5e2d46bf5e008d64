import { Button } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { useApp, useAppStore } from '../../../store/react';
import { usePicker } from '../../pictures/picker';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { columnsFor, placeAfter } from './geometry';
import classes from './grid.module.css';
import { Tile } from './Tile';

/** Of the text below a picture and the gap below that. Pixels, as in the style sheet. */
const BELOW_PICTURE = 68;
const GAP = 12;
const ROWS_AHEAD = 3;

/** All pictures that are shown; only the rows in view are in the document. */
export function Grid({ records }: { records: readonly PictureRecord[] }) {
  const store = useCollectionStore();
  const m = useCollectionMessages().grid;
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const ref = useMergedRef(scroller, measured);
  const columns = columnsFor(width);
  const tile = (width - GAP * (columns - 1)) / columns;
  const rows = useVirtualizer({
    count: Math.ceil(records.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => tile + BELOW_PICTURE,
    overscan: ROWS_AHEAD,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of a row follows from the width
  useEffect(() => rows.measure(), [rows, tile]);
  const open = useOpen(records);
  const onKeyDown = useKeys(records, columns, {
    open,
    reveal: (index) => rows.scrollToIndex(Math.floor(index / columns)),
  });
  useReturn(width > 0, () => {
    const index = records.findIndex(({ path }) => path === store.getState().focused);
    if (index >= 0) rows.scrollToIndex(Math.floor(index / columns));
  });
  const selecting = useCollection(({ selected }) => selected.size > 0);
  if (records.length === 0) return <Nothing />;
  return (
    <div ref={ref} className={classes.scroller} data-selecting={selecting} data-testid="grid">
      <div
        role="listbox"
        aria-label={m.list}
        aria-multiselectable="true"
        className={classes.all}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {width > 0 &&
          rows.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              role="presentation"
              className={classes.row}
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
            >
              {records.slice(index * columns, (index + 1) * columns).map((record, column) => (
                <Tile
                  key={record.path}
                  record={record}
                  place={index * columns + column}
                  count={records.length}
                  open={open}
                />
              ))}
            </div>
          ))}
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
