import { CloseButton, Loader } from '@mantine/core';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './share.module.css';
import { isCopied, type ShareTask } from './share.slice';

/** What became of what was taken away last. */
export function SharedNote() {
  const { getState } = useAppStore();
  const { taken } = useApp(({ share }) => ({ taken: share.task }));
  const { share, common } = useMessages();
  const failed = taken?.status === 'failed';
  return (
    <>
      <span role="status" className={taken && !failed ? classes.note : 'visually-hidden'}>
        {taken?.status === 'working' && <Loader size={16} aria-label={share.working} />}
        {taken?.status === 'done' && doneText(share, taken)}
      </span>
      {failed && (
        <span role="alert" className={classes.trouble}>
          {share.failures[taken.failure]}
          <CloseButton aria-label={common.dismiss} onClick={getState().share.dismiss} />
        </span>
      )}
    </>
  );
}

function doneText(m: Messages['share'], { what, reduced }: Extract<ShareTask, { status: 'done' }>): string {
  if (reduced) return m.reduced(reduced);
  return isCopied(what) ? m.copied : m.saved;
}
