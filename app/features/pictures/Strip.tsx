import { IconFolderOpen, IconLayoutGrid, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { STRIP_SIZE } from './displayed';
import { usePicker } from './picker';
import classes from './pictures.module.css';
import type { Picture } from './pictures.slice';
import { RunBadge } from './RunBadge';
import { SamplesButton } from './SamplesButton';
import { StripNotes } from './StripNotes';
import { useDisplayed } from './use-displayed';
import { useObjectUrl } from './use-object-url';

/** All pictures in a row, each with how far it is; adding, and undoing a deletion. */
export function Strip() {
  const m = useMessages().pictures;
  const { getState } = useAppStore();
  const pictures = useApp((state) => state.pictures.items);
  const picker = usePicker();
  return (
    <section aria-label={m.region} className={classes.tray}>
      <StripNotes />
      {pictures.length > 0 && (
        <div className={classes.strip}>
          <button type="button" className={classes.add} onClick={picker.files} aria-label={m.add}>
            <IconPlus size={24} aria-hidden="true" />
          </button>
          <button
            type="button"
            className={classes.add}
            onClick={picker.folder}
            aria-label={m.chooseFolder}
            title={m.chooseFolder}
          >
            <IconFolderOpen size={24} aria-hidden="true" />
          </button>
          <SamplesButton />
          {pictures.length > 1 && (
            <button
              type="button"
              className={`${classes.add} ${classes.zoom}`}
              onClick={() => getState().pictures.zoom(true)}
              aria-label={m.zoomOut}
              title={m.zoomOut}
            >
              <IconLayoutGrid size={24} aria-hidden="true" />
            </button>
          )}
          <div
            role="listbox"
            aria-label={m.list}
            aria-orientation="horizontal"
            className={classes.list}
            onKeyDown={(event) => walk(event, getState().pictures.step)}
          >
            {pictures.map((picture) => (
              <Thumbnail key={picture.id} picture={picture} />
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: -Infinity,
  End: Infinity,
};

function walk(event: KeyboardEvent, stepPicture: (step: number) => void): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  stepPicture(step);
}

function Thumbnail({ picture: { id, name, blob } }: { picture: Picture }) {
  const { getState } = useAppStore();
  const run = useApp((state) => state.captions.runs[id]?.id);
  const url = useObjectUrl(useDisplayed(blob, STRIP_SIZE, run)?.blob ?? null);
  const m = useMessages().pictures;
  const option = useRef<HTMLDivElement>(null);
  const selected = useApp((state) => state.pictures.currentId === id);
  const status = useApp((state) => state.captions.runs[id]?.status ?? 'queued');

  useEffect(() => {
    if (!selected) return;
    option.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (option.current?.parentElement?.contains(document.activeElement)) option.current.focus();
  }, [selected]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      ref={option}
      role="option"
      aria-selected={selected}
      aria-label={m.thumbnail({ name, status: m.status[status] })}
      tabIndex={selected ? 0 : -1}
      className={classes.thumbnail}
      title={name}
      onClick={() => getState().pictures.show(id)}
    >
      {url && <img src={url} alt="" loading="lazy" decoding="async" draggable={false} />}
      <RunBadge status={status} />
    </div>
  );
}
