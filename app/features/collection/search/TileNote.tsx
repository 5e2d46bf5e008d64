import { IconCheckbox, IconPhotoSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FITS_FROM } from '../../../../core/protocol';
import { useCollection, useCollectionMessages, useCollectionStore } from '../context';
import { useFindDuplicates } from '../grid/use-visible';
import { type Duplicate, keepOnly } from './duplicates';
import { hitOf } from './search';
import classes from './search.module.css';

interface Note {
  shown: string;
  /** For screen readers. */
  spoken: string;
  fits: boolean;
}

/** What a tile says besides its text: its group of duplicates, how well it fits the search, or its label. */
export function useTileNote(path: string, duplicate: Duplicate | null): Note | null {
  const hit = useCollection(({ search }) => hitOf(search, path));
  const label = useCollection(({ panel, labelled }) =>
    panel === 'labels' ? (labelled.get(path) ?? null) : null,
  );
  const m = useCollectionMessages().search;
  if (duplicate) {
    const values = { number: duplicate.number, same: duplicate.sameBytes };
    return { shown: m.duplicates.group(values), spoken: m.duplicates.spoken(values), fits: false };
  }
  if (hit?.probability != null) {
    const share = { share: hit.probability };
    return { shown: m.share(share), spoken: m.shareMeans(share), fits: hit.probability >= FITS_FROM };
  }
  return label?.label ? { shown: label.label, spoken: label.label, fits: false } : null;
}

export function TileNote({ note: { shown, fits } }: { note: Note }) {
  return (
    <span className={classes.note} data-fits={fits} aria-hidden="true">
      {shown}
    </span>
  );
}

/** For pointers, above all for fingers; the keyboard has L, and K among duplicates. */
export function TileAction({ path, duplicate }: { path: string; duplicate: boolean }) {
  const store = useCollectionStore();
  const keep = useKeep();
  const m = useCollectionMessages().search;
  if (duplicate)
    return (
      <Mark title={m.duplicates.keep} onClick={() => keep(path)}>
        <IconCheckbox size={18} />
      </Mark>
    );
  return (
    <Mark title={m.similar} onClick={() => void store.getState().searchFor({ kind: 'path', path })}>
      <IconPhotoSearch size={18} />
    </Mark>
  );
}

function Mark({ title, onClick, children }: { title: string; onClick: () => void; children: ReactNode }) {
  return (
    <span
      className={classes.mark}
      aria-hidden="true"
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <span>{children}</span>
    </span>
  );
}

/** Keeps one picture of a group of duplicates and drops the others. */
export function useKeep(): (path: string) => void {
  const store = useCollectionStore();
  const find = useFindDuplicates();
  return (path) => {
    const { records, decide } = store.getState();
    const decisions = keepOnly(records, find(records), path);
    if (decisions.length > 0) void decide(decisions);
  };
}
