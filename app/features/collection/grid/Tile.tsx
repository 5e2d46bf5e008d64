import {
  IconAlertTriangle,
  IconCheck,
  IconEyeQuestion,
  IconLineDashed,
  IconPencil,
  IconPhotoOff,
  IconX,
} from '@tabler/icons-react';
import { type MouseEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import type { PictureRecord } from '../../../../core/collection';
import { chooseTexts, type PictureState } from '../../../../dataset';
import { errorText } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import tiles from '../../../parts/tiles/tiles.module.css';
import { useCollection, useCollectionMessages, useCollectionStore, useJudge } from '../context';
import type { Duplicate } from '../search/duplicates';
import { TileAction, TileNote, useTileNote } from '../search/TileNote';
import classes from './grid.module.css';
import { useThumbnail } from './use-thumbnail';

interface TileProps {
  record: PictureRecord;
  /** Counted from 0, among those that are shown. */
  place: number;
  count: number;
  /** Where duplicates are shown. */
  duplicate: Duplicate | null;
  open: (path: string) => void;
}

/** A picture with its text and state. A click opens it; with Ctrl, ⌘ or Shift it is selected. */
export const Tile = memo(function Tile({ record, place, count, duplicate, open }: TileProps) {
  const { path } = record;
  const store = useCollectionStore();
  const m = useCollectionMessages().grid;
  const { judge, filter } = useJudge();
  const selected = useCollection((state) => state.selected.has(path));
  const focused = useCollection((state) => state.focused === path);
  const reached = useCollection((state) => state.focused === null && place === 0) || focused;
  const option = useFocus(focused);
  const { state } = judge(record, filter);
  const note = useTileNote(path, duplicate);
  const messages = useMessages();
  const text = record.error
    ? errorText(messages, record.error)
    : (chooseTexts(record, filter).texts[0]?.text ?? '');

  function click(event: MouseEvent): void {
    store.getState().focus(path);
    if (event.ctrlKey || event.metaKey || event.shiftKey) store.getState().toggleSelected(path);
    else open(path);
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      ref={option}
      role="option"
      aria-selected={selected}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-label={[m.tile({ name: path, state: m.states[state], text }), note?.spoken]
        .filter(Boolean)
        .join(', ')}
      tabIndex={reached ? 0 : -1}
      className={`${tiles.tile} ${classes.tile}`}
      data-state={state}
      data-group={duplicate ? duplicate.number % 2 : undefined}
      title={text ? `${path}\n${text}` : path}
      onClick={click}
      onFocus={() => store.getState().focus(path)}
    >
      <Picture path={path}>
        {note && <TileNote note={note} />}
        <TileAction path={path} duplicate={duplicate !== null} />
      </Picture>
      <SelectionMark onToggle={() => store.getState().toggleSelected(path)} />
      {BADGES[state] && (
        <span className={`${tiles.badge} ${classes.badge}`} data-state={state} title={m.states[state]}>
          {BADGES[state]}
        </span>
      )}
      <span className={tiles.text}>
        {record.error ? m.tile({ name: path, state: '', text }) : text || path}
      </span>
    </div>
  );
});

/** For pointers, above all for fingers; the keyboard has Space. */
function SelectionMark({ onToggle }: { onToggle: () => void }) {
  return (
    <span
      className={classes.mark}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <span>
        <IconCheck {...ICON} />
      </span>
    </span>
  );
}

/** Takes the browser's focus when the keyboard walks to the tile, and when the grid comes back at it. */
function useFocus(focused: boolean) {
  const store = useCollectionStore();
  const returning = useCollection((state) => state.returning && focused);
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const walking = document.activeElement?.closest('[role="listbox"]');
    if (focused && (walking || returning)) option.current?.focus();
    if (returning) store.getState().show({ returning: false });
  }, [store, focused, returning]);
  return option;
}

function Picture({ path, children }: { path: string; children: ReactNode }) {
  const url = useThumbnail(path);
  if (url === null)
    return (
      <span className={tiles.picture}>
        <IconPhotoOff size={28} aria-hidden="true" />
        {children}
      </span>
    );
  return (
    <span className={tiles.picture}>
      {url !== 'loading' && <img src={url} alt="" decoding="async" draggable={false} />}
      {children}
    </span>
  );
}

const ICON = { size: 14, stroke: 3, 'aria-hidden': true } as const;

const BADGES: Readonly<Record<PictureState, ReactNode>> = {
  new: null,
  captioned: null,
  'to-review': <IconEyeQuestion {...ICON} />,
  approved: <IconCheck {...ICON} />,
  edited: <IconPencil {...ICON} />,
  dropped: <IconX {...ICON} />,
  decorative: <IconLineDashed {...ICON} />,
  failed: <IconAlertTriangle {...ICON} />,
};
