import { Button, Tooltip } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Messages } from '../../i18n/messages';
import { useMessages } from '../../i18n/use-messages';
import { LazyPart } from '../../parts/LazyPart';
import type { App } from '../../store/app-state';
import { useApp, useAppStore } from '../../store/react';
import { percent } from './install/amounts';
import type { Job } from './install/jobs.slice';
import classes from './models.module.css';

/** Opens the model manager; tells quietly how far a model is that is on its way in. */
export function ModelsButton() {
  const { getState } = useAppStore();
  const m = useMessages().models;
  const open = useApp((state) => state.library.dialogOpen);
  const news = useApp((state) => (state.library.dialogOpen ? '' : state.library.liveMessage));
  const job = useApp(jobInFront);
  const wasOpen = useRef(false);
  wasOpen.current ||= open;
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(1);
  if (open && failed) {
    setFailed(false);
    setAttempt(attempt + 1);
  }
  // A dialog that is not there must not take the files that are dropped on the page.
  const giveUp = () => {
    getState().library.closeDialog();
    setFailed(true);
  };
  return (
    <>
      <Tooltip label={job ? jobText(m, job) : m.open}>
        <Button
          variant="subtle"
          color="gray"
          className={classes.open}
          leftSection={<IconStack2 size={20} aria-hidden="true" />}
          aria-label={job ? m.button.label({ job: jobText(m, job) }) : m.title}
          aria-haspopup="dialog"
          data-testid="models"
          onClick={() => getState().library.openDialog()}
        >
          <span className={classes.openText}>{m.title}</span>
          {job && <span className={classes.openState}>{shareText(job)}</span>}
        </Button>
      </Tooltip>
      <span role="status" className="visually-hidden">
        {news}
      </span>
      {wasOpen.current && (
        <LazyPart
          key={attempt}
          name={m.title}
          load={async () => ({ default: (await import('../../lazy-parts')).ModelsDialog })}
          onFailure={giveUp}
          onRetry={attempt === 1 ? getState().library.openDialog : null}
        />
      )}
    </>
  );
}

/** The model that comes in at this moment, or the one that holds the others up. */
export function jobInFront({ jobs }: Pick<App, 'jobs'>): Job | null {
  return jobs.items.find(({ status }) => status === 'running') ?? jobs.items[0] ?? null;
}

/** What becomes of a model on its way in, in a few words. */
export function jobText({ button }: Messages['models'], job: Job): string {
  const { name, status } = job;
  if (status === 'failed') return button.failed({ name });
  if (status === 'paused' || status === 'pausing') return button.paused({ name });
  return button.running({ name, share: shareText(job) });
}

function shareText({ status, progress }: Job): string {
  if (status === 'failed') return '!';
  if (status === 'paused' || status === 'pausing') return '‖';
  return progress ? `${percent(progress.doneBytes, progress.totalBytes)}%` : '…';
}
