import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClock, IconPlus, IconSlash } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useApp, useAppStore } from '../../store/react';
import type { RunStatus } from '../captions/run';
import { useFilePicker } from './picker';
import classes from './pictures.module.css';
import type { Picture } from './pictures.slice';
import { SamplesButton } from './SamplesButton';
import { useObjectUrl } from './use-object-url';

/** All pictures in a row, each with how far it is; adding, and undoing a deletion. */
export function Strip() {
  const { getState } = useAppStore();
  const pictures = useApp((state) => state.pictures);
  const pick = useFilePicker();
  return (
    <section aria-label="Your pictures" className={classes.tray}>
      <RemovedNote />
      <RejectedNote />
      {pictures.length > 0 && (
        <div className={classes.strip}>
          <button type="button" className={classes.add} onClick={pick} aria-label="Add pictures">
            <IconPlus size={24} aria-hidden="true" />
          </button>
          <SamplesButton />
          <div
            role="listbox"
            aria-label="Pictures"
            aria-orientation="horizontal"
            className={classes.list}
            onKeyDown={(event) => walk(event, getState().stepPicture)}
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
  const url = useObjectUrl(blob);
  const option = useRef<HTMLDivElement>(null);
  const selected = useApp((state) => state.currentId === id);
  const status = useApp((state) => state.runs[id]?.status ?? 'queued');

  useEffect(() => {
    if (!selected) return;
    option.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (option.current?.parentElement?.contains(document.activeElement)) option.current.focus();
  }, [selected]);

  const { label, icon, tone } = BADGES[status];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it has the keys
    <div
      ref={option}
      role="option"
      aria-selected={selected}
      aria-label={`${name}, ${label}`}
      tabIndex={selected ? 0 : -1}
      className={classes.thumbnail}
      title={name}
      onClick={() => getState().showPicture(id)}
    >
      {url && <img src={url} alt="" loading="lazy" decoding="async" draggable={false} />}
      <span className={classes.badge} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
    </div>
  );
}

const ICON = { size: 14, stroke: 3 };

const BADGES: Readonly<Record<RunStatus, { label: string; icon: React.ReactNode; tone: string }>> = {
  queued: { label: 'queued', icon: <IconClock {...ICON} />, tone: 'calm' },
  encoding: { label: 'working', icon: <span className={classes.dot} />, tone: 'busy' },
  streaming: { label: 'working', icon: <span className={classes.dot} />, tone: 'busy' },
  matching: { label: 'working', icon: <span className={classes.dot} />, tone: 'busy' },
  done: { label: 'done', icon: <IconCheck {...ICON} />, tone: 'calm' },
  cancelled: { label: 'cancelled', icon: <IconSlash {...ICON} />, tone: 'calm' },
  failed: { label: 'failed', icon: <IconAlertTriangle {...ICON} />, tone: 'alarm' },
};

function RemovedNote() {
  const { getState } = useAppStore();
  const name = useApp((state) => state.removed?.picture.name);
  if (!name) return null;
  return (
    <div role="status" className={classes.note}>
      <span className={classes.noteText}>“{name}” was deleted.</span>
      <Button variant="subtle" size="compact-md" onClick={() => getState().undoRemove()}>
        Undo
      </Button>
      <CloseButton aria-label="Dismiss" onClick={() => getState().forgetRemoved()} />
    </div>
  );
}

function RejectedNote() {
  const { getState } = useAppStore();
  const rejected = useApp((state) => state.rejected);
  if (rejected.length === 0) return null;
  return (
    <div role="alert" className={classes.note}>
      <div className={classes.noteText}>
        {rejected.length === 1 ? 'One file was not added.' : `${rejected.length} files were not added.`}
        <ul className={classes.rejects}>
          {rejected.map(({ id, name, reason }) => (
            <li key={id}>
              <strong>{name}</strong>: {reason}
            </li>
          ))}
        </ul>
      </div>
      <CloseButton aria-label="Dismiss" onClick={() => getState().dismissRejected()} />
    </div>
  );
}
