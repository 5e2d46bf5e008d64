import { Button } from '@mantine/core';
import { IconArrowLeft, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { placeAfter } from '../../parts/tiles/geometry';
import { TileRows } from '../../parts/tiles/TileRows';
import tiles from '../../parts/tiles/tiles.module.css';
import { useTileRows } from '../../parts/tiles/use-tile-rows';
import { useApp, useAppStore } from '../../store/react';
import { type Run, ranking, textOf } from '../captions/run';
import { STRIP_SIZE } from './displayed';
import { usePicker } from './picker';
import classes from './pictures.module.css';
import type { Picture } from './pictures.slice';
import { RunBadge } from './RunBadge';
import { StripNotes } from './StripNotes';
import { useDisplayed } from './use-displayed';
import { useObjectUrl } from './use-object-url';

/** The pictures of the strip as a grid. Enter or a click shows one; Escape goes back to the one that was on the stage. */
export default function StripGrid() {
  const m = useMessages().pictures;
  const pictures = useApp((state) => state.pictures.items);
  const { ref, columns, height, rows, reveal, laidOut } = useTileRows(pictures.length);
  const { focused, setFocused, onKeyDown } = useFocus(pictures, columns, reveal);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one was, once
  useEffect(() => {
    if (laidOut) reveal(placeOf(pictures, focused));
  }, [laidOut]);
  return (
    <section aria-label={m.grid.region} className={classes.zoomed}>
      <StripNotes />
      <Bar count={pictures.length} />
      <div ref={ref} className={tiles.scroller}>
        <div
          role="listbox"
          aria-label={m.list}
          className={tiles.all}
          style={{ height }}
          onKeyDown={onKeyDown}
        >
          <TileRows items={pictures} columns={columns} rows={rows}>
            {(picture, place) => (
              <Tile
                key={picture.id}
                picture={picture}
                place={place}
                count={pictures.length}
                focused={picture.id === focused}
                onFocus={() => setFocused(picture.id)}
              />
            )}
          </TileRows>
        </div>
      </div>
    </section>
  );
}

/** Empty while there is none. */
function bestText(run: Run): string {
  const best = run.captions[ranking(run)[0] ?? -1];
  return best ? textOf(best) : '';
}

function placeOf(pictures: readonly Picture[], id: string | null): number {
  return Math.max(
    0,
    pictures.findIndex((picture) => picture.id === id),
  );
}

/** Arrows walk, Enter shows, Delete removes. The walk begins at the picture that was on the stage. */
function useFocus(pictures: readonly Picture[], columns: number, reveal: (index: number) => void) {
  const { getState } = useAppStore();
  const [chosen, setFocused] = useState(() => getState().pictures.currentId);
  const place = placeOf(pictures, chosen);
  const focused = pictures[place]?.id ?? null;
  return {
    focused,
    setFocused,
    onKeyDown(event: KeyboardEvent): void {
      const target = placeAfter(event.key, { index: place, columns, count: pictures.length });
      if (target !== null) {
        setFocused(pictures[target]?.id ?? null);
        reveal(target);
      } else if (event.key === 'Enter' && focused) showOnStage(getState().pictures, focused);
      else if (event.key === 'Delete' && focused) {
        setFocused((pictures[place + 1] ?? pictures[place - 1])?.id ?? null);
        getState().pictures.remove(focused);
      } else return;
      event.preventDefault();
    },
  };
}

function showOnStage(
  { show, zoom }: { show: (id: string) => void; zoom: (out: boolean) => void },
  id: string,
) {
  show(id);
  zoom(false);
}

function Bar({ count }: { count: number }) {
  const { getState } = useAppStore();
  const picker = usePicker();
  const m = useMessages().pictures;
  return (
    <div className={classes.zoomedBar}>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
        onClick={() => getState().pictures.zoom(false)}
      >
        {m.grid.back}
      </Button>
      <span role="status">{m.grid.count({ count })}</span>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        onClick={picker.files}
      >
        {m.add}
      </Button>
    </div>
  );
}

interface TileProps {
  picture: Picture;
  place: number;
  count: number;
  focused: boolean;
  onFocus: () => void;
}

function Tile({ picture: { id, name, blob }, place, count, focused, onFocus }: TileProps) {
  const { getState } = useAppStore();
  const m = useMessages().pictures;
  const run = useApp((state) => state.captions.runs[id]);
  const url = useObjectUrl(useDisplayed(blob, STRIP_SIZE, run?.id)?.blob ?? null);
  const selected = useApp((state) => state.pictures.currentId === id);
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) option.current?.focus();
  }, [focused]);
  const status = run?.status ?? 'queued';
  const text = run ? bestText(run) : '';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      ref={option}
      role="option"
      aria-selected={selected}
      aria-setsize={count}
      aria-posinset={place + 1}
      aria-label={[m.thumbnail({ name, status: m.status[status] }), text].filter(Boolean).join(', ')}
      tabIndex={focused ? 0 : -1}
      className={tiles.tile}
      title={text ? `${name}\n${text}` : name}
      onClick={() => showOnStage(getState().pictures, id)}
      onFocus={onFocus}
    >
      <span className={tiles.picture}>
        {url && <img src={url} alt="" decoding="async" draggable={false} />}
        <RunBadge status={status} />
      </span>
      <span className={tiles.text}>{text || name}</span>
    </div>
  );
}
