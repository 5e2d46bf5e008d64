import { Button, CloseButton, Loader } from '@mantine/core';
import { errorText, type Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import classes from './share.module.css';
import { isCopied, type ShareTask } from './share.slice';

/** The result of the newest save, copy or link. */
export function SharedNote() {
  const { getState } = useAppStore();
  const { task } = useApp(({ share }) => ({ task: share.task }));
  const messages = useMessages();
  const { share, common } = messages;
  const failed = task?.status === 'failed';
  return (
    <>
      <span role="status" className={task && !failed ? classes.note : 'visually-hidden'}>
        {task?.status === 'working' && <Loader size={16} aria-label={share.working} />}
        {task?.status === 'done' && doneText(share, task)}
      </span>
      {failed && (
        <span role="alert" className={classes.trouble}>
          {task.error ? errorText(messages, task.error) : share.failures[task.failure]}
          {task.failure === 'not-loaded' && (
            <Button
              size="compact-md"
              variant="default"
              onClick={() => void getState().share.start(task.what)}
            >
              {common.tryAgain}
            </Button>
          )}
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
