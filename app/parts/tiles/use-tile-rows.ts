import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefCallback, useEffect, useRef } from 'react';
import { columnsFor } from './geometry';

/** Of the text below a picture and the gap below that. Pixels, as in the style sheet. */
const BELOW_PICTURE = 68;
const GAP = 12;
const ROWS_AHEAD = 3;

export interface TileRows {
  /** Of the element that scrolls. */
  ref: RefCallback<HTMLDivElement>;
  columns: number;
  /** Of all rows, in pixels. */
  height: number;
  /** Those in view and around it; none before the width is known. */
  rows: { index: number; start: number }[];
  /** Scrolls to the tile of that place. */
  reveal: (index: number) => void;
  laidOut: boolean;
}

/** The rows of a grid of tiles of which only those in view are in the document. */
export function useTileRows(count: number): TileRows {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const ref = useMergedRef(scroller, measured);
  const columns = columnsFor(width);
  const tile = (width - GAP * (columns - 1)) / columns;
  const rows = useVirtualizer({
    count: Math.ceil(count / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => tile + BELOW_PICTURE,
    overscan: ROWS_AHEAD,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of a row follows from the width
  useEffect(() => rows.measure(), [rows, tile]);
  return {
    ref,
    columns,
    height: rows.getTotalSize(),
    rows: width > 0 ? rows.getVirtualItems() : [],
    reveal: (index) => rows.scrollToIndex(Math.floor(index / columns)),
    laidOut: width > 0,
  };
}
