/** Where tiles are, and where the keyboard goes from one. */

/** Pixels; two tiles fit on a phone. */
const MIN_TILE = 148;

export function columnsFor(width: number): number {
  return Math.max(2, Math.floor(width / MIN_TILE));
}

interface Place {
  /** Of the focused tile; -1 for none. */
  index: number;
  columns: number;
  count: number;
}

const PAGE_ROWS = 4;

/** The tile that a key goes to; null for a key that goes nowhere. */
export function placeAfter(key: string, { index, columns, count }: Place): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * PAGE_ROWS,
    PageDown: columns * PAGE_ROWS,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  if (index === -1) return 0;
  return Math.min(count - 1, Math.max(0, index + step));
}
