import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PendingDownload } from '../../../../core/protocol';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import type { Job } from '../install/jobs.slice';
import { isOf } from '../install/wanted';
import classes from '../models.module.css';

/** Ends a job; asks first when that throws a download away. */
export function Discard({ name, job, disabled }: { name: string; job: Job; disabled?: boolean }) {
  const { getState } = useAppStore();
  const m = useMessages().models.jobs;
  const downloaded = useApp(({ library }) => downloadedBytes(job, library.contents?.downloads ?? []));
  return (
    <DiscardButton
      label={m.cancelNamed({ name })}
      bytes={downloaded}
      disabled={disabled}
      discard={() => void getState().jobs.discard(job.id)}
    />
  );
}

function downloadedBytes({ task, progress }: Job, downloads: readonly PendingDownload[]): number {
  if (task.kind !== 'install' || task.wanted.kind !== 'hub') return 0;
  const { wanted } = task;
  const known = downloads.find((download) => isOf(wanted, download))?.downloadedBytes ?? 0;
  return Math.max(known, progress?.phase === 'download' ? progress.doneBytes : 0);
}

interface DiscardButtonProps {
  label: string;
  /** What would be lost. */
  bytes: number;
  disabled?: boolean;
  discard: () => void;
}

export function DiscardButton({ label, bytes, disabled, discard }: DiscardButtonProps) {
  const m = useMessages().models.jobs;
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button
        variant="subtle"
        color="gray"
        disabled={disabled}
        aria-label={label}
        onClick={() => (bytes > 0 ? setAsking(true) : discard())}
      >
        {m.cancel}
      </Button>
    );
  return (
    <fieldset className={classes.sure}>
      <legend>{m.discardQuestion({ bytes })}</legend>
      <Button color="red" variant="light" onClick={discard}>
        {m.discard}
      </Button>
      <Button variant="default" data-autofocus autoFocus onClick={() => setAsking(false)}>
        {m.keep}
      </Button>
    </fieldset>
  );
}
