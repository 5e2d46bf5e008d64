import { CloseButton, Loader } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import classes from './share.module.css';

/** What became of what was taken away last. */
export function SharedNote() {
  const { getState } = useAppStore();
  const { taken } = useApp(({ share }) => ({ taken: share.task }));
  const failed = taken?.status === 'failed';
  return (
    <>
      <span role="status" className={taken && !failed ? classes.note : 'visually-hidden'}>
        {taken?.status === 'working' && <Loader size={16} aria-label="Making it…" />}
        {taken?.status === 'done' && taken.note}
      </span>
      {failed && (
        <span role="alert" className={classes.trouble}>
          {taken.note}
          <CloseButton aria-label="Dismiss" onClick={getState().share.dismiss} />
        </span>
      )}
    </>
  );
}
