import { Button, CloseButton } from '@mantine/core';
import { rich } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './pictures.module.css';

/** Undoing a deletion, and the files that were not added. */
export function StripNotes() {
  return (
    <>
      <RemovedNote />
      <RejectedNote />
    </>
  );
}

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
