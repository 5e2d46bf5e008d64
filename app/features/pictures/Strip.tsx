import { Button, CloseButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconFolderOpen,
  IconPlus,
  IconSlash,
} from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { rich } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import type { RunStatus } from '../captions/run';
import { STRIP_SIZE } from './displayed';
import { usePicker } from './picker';
import classes from './pictures.module.css';
import type { Picture } from './pictures.slice';
import { SamplesButton } from './SamplesButton';
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
      <RemovedNote />
      <RejectedNote />
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

  const { icon, tone } = BADGES[status];
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
      <span className={classes.badge} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
    </div>
  );
}

const ICON = { size: 14, stroke: 3 };

const BADGES: Readonly<Record<RunStatus, { icon: React.ReactNode; tone: string }>> = {
  queued: { icon: <IconClock {...ICON} />, tone: 'calm' },
  encoding: { icon: <span className={classes.dot} />, tone: 'busy' },
  streaming: { icon: <span className={classes.dot} />, tone: 'busy' },
  matching: { icon: <span className={classes.dot} />, tone: 'busy' },
  done: { icon: <IconCheck {...ICON} />, tone: 'calm' },
  cancelled: { icon: <IconSlash {...ICON} />, tone: 'calm' },
  failed: { icon: <IconAlertTriangle {...ICON} />, tone: 'alarm' },
};

function RemovedNote() {
  const { getState } = useAppStore();
  const name = useApp((state) => state.pictures.lastRemoved?.picture.name);
  const { pictures, common } = useMessages();
  if (!name) return null;
  return (
    <div role="status" className={classes.note}>
      <span className={classes.noteText}>{pictures.removed({ name })}</span>
      <Button variant="subtle" size="compact-md" onClick={() => getState().pictures.undoRemove()}>
        {common.undo}
      </Button>
      <CloseButton aria-label={common.dismiss} onClick={() => getState().pictures.forgetRemoved()} />
    </div>
  );
}

function RejectedNote() {
  const { getState } = useAppStore();
  const rejected = useApp((state) => state.pictures.rejectedFiles);
  const { pictures, common } = useMessages();
  if (rejected.length === 0) return null;
  return (
    <div role="alert" className={classes.note}>
      <div className={classes.noteText}>
        {pictures.rejected({ count: rejected.length })}
        <ul className={classes.rejects}>
          {rejected.map(({ id, name, reason }) => (
            <li key={id}>
              {rich(pictures.rejectedFile({ reason: pictures.reasons[reason] }), {
                name: <strong>{name}</strong>,
              })}
            </li>
          ))}
        </ul>
      </div>
      <CloseButton aria-label={common.dismiss} onClick={() => getState().pictures.dismissRejected()} />
    </div>
  );
}
