import { Button, CloseButton } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import { bytesText } from '../models/install/amounts';
import { useFilePicker } from '../pictures/picker';
import type { ViewNote } from './saved-view.slice';
import classes from './share.module.css';

/** What there is to say of a view that was opened: that it waits for its picture, that it is there, or why not. */
export function ViewBanner() {
  const { getState } = useAppStore();
  const { viewNote } = useApp(({ savedView }) => ({ viewNote: savedView.note }));
  const pick = useFilePicker();
  if (!viewNote) return null;
  const { kind } = viewNote;
  return (
    <div role={kind === 'refused' ? 'alert' : 'status'} className={classes.banner}>
      <p className={classes.grow}>
        {kind === 'awaiting' ? <Awaiting note={viewNote} /> : formatNote(viewNote)}
      </p>
      <span className={classes.buttons}>
        {kind === 'awaiting' && (
          <Button size="compact-md" onClick={pick}>
            Choose the picture
          </Button>
        )}
        {(kind === 'restoring' || kind === 'restored') && (
          <Button size="compact-md" variant="default" onClick={getState().savedView.undo}>
            Undo
          </Button>
        )}
        {kind !== 'restoring' && (
          <CloseButton size={44} aria-label="Dismiss" onClick={getState().savedView.dismiss} />
        )}
      </span>
    </div>
  );
}

function formatNote(note: Exclude<ViewNote, { kind: 'awaiting' }>): string {
  switch (note.kind) {
    case 'refused':
      return note.why;
    case 'restoring':
      return `Showing the view of “${note.view.picture.name}” again…`;
    case 'restored':
      return `“${note.view.picture.name}” is shown as it was when the view was saved. ${note.shortfall ?? ''}`;
  }
}

function Awaiting({ note: { view, another } }: { note: Extract<ViewNote, { kind: 'awaiting' }> }) {
  const { name, bytes, sha256 } = view.picture;
  return (
    <>
      {another && `“${another}” is another picture. `}
      This is a view of <strong>“{name}”</strong> ({bytesText(bytes)},{' '}
      <span title={`SHA-256 ${sha256}`}>SHA-256 {sha256.slice(0, 8)}…</span>). The picture does not travel
      with it: add it here to see it again.
    </>
  );
}
