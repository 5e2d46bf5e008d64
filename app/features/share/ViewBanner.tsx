import { Button, CloseButton } from '@mantine/core';
import type { Messages } from '../../i18n/messages';
import { rich } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { usePicker } from '../pictures/picker';
import type { Shortfall, ViewNote } from './saved-view.slice';
import classes from './share.module.css';

/** What there is to say of a view that was opened: that it waits for its picture, that it is there, or why not. */
export function ViewBanner() {
  const { getState } = useAppStore();
  const { note } = useApp(({ savedView }) => ({ note: savedView.note }));
  const pick = usePicker().files;
  const { share, common } = useMessages();
  if (!note) return null;
  const { kind } = note;
  return (
    <div role={kind === 'refused' ? 'alert' : 'status'} className={classes.banner}>
      <p className={classes.grow}>
        {kind === 'awaiting' ? <Awaiting note={note} /> : formatNote(share, note)}
      </p>
      <span className={classes.buttons}>
        {kind === 'awaiting' && (
          <Button size="compact-md" onClick={pick}>
            {share.choosePicture}
          </Button>
        )}
        {(kind === 'restoring' || kind === 'restored') && (
          <Button size="compact-md" variant="default" onClick={getState().savedView.undo}>
            {common.undo}
          </Button>
        )}
        {kind !== 'restoring' && (
          <CloseButton size={44} aria-label={common.dismiss} onClick={getState().savedView.dismiss} />
        )}
      </span>
    </div>
  );
}

function formatNote(m: Messages['share'], note: Exclude<ViewNote, { kind: 'awaiting' }>): string {
  if (note.kind === 'refused') return m.refusals[note.why];
  const { name } = note.view.picture;
  if (note.kind === 'restoring') return m.restoring({ name });
  if (note.shortfall === null) return m.restored({ name });
  return m.restoredPartly({ name, shortfall: formatShortfall(m, note.shortfall) });
}

function formatShortfall(m: Messages['share'], { reason, model }: Shortfall): string {
  return model === null ? m.shortfalls[reason] : m.writtenBy({ model });
}

function Awaiting({ note: { view, another } }: { note: Extract<ViewNote, { kind: 'awaiting' }> }) {
  const m = useMessages().share;
  const { name, bytes, sha256 } = view.picture;
  const sentence = another === null ? m.awaiting({ bytes }) : m.awaitingOther({ another, bytes });
  return rich(sentence, {
    name: <strong>{name}</strong>,
    hash: <span title={`SHA-256 ${sha256}`}>{m.hash({ start: sha256.slice(0, 8) })}</span>,
  });
}
