import { Button, Progress } from '@mantine/core';
import type { PendingDownload } from '../../../../core/protocol';
import { useApp, useAppStore } from '../../../store/react';
import { TARGET_NAMES } from '../device/benchmark-text';
import { Discard, DiscardButton } from '../library/Discard';
import classes from '../models.module.css';
import { bytesText, percent, waitText } from './amounts';
import { DTYPE_WORDS } from './dtypes';
import { JobTrouble } from './JobTrouble';
import type { Job } from './jobs.slice';
import { type StepThroughput, secondsLeft } from './progress-throughput';
import { isOf, shortName } from './wanted';

/** Models on their way in, and those that an earlier visit left half-way. */
export function Jobs() {
  const jobs = useApp((state) => state.jobs.items);
  const downloads = useApp(({ library, jobs }) => leftOvers(library.contents?.downloads ?? [], jobs.items));
  if (jobs.length === 0 && downloads.length === 0) return null;
  return (
    <section aria-labelledby="jobs-title">
      <h3 id="jobs-title" className={classes.subtitle}>
        On their way
      </h3>
      <ul className={classes.list}>
        {jobs.map((job) => (
          <li key={job.id} className={classes.item}>
            <JobItem job={job} />
          </li>
        ))}
        {downloads.map((download) => (
          <li key={download.key} className={classes.item}>
            <LeftOver download={download} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Downloads that no job of this visit is about. */
function leftOvers(downloads: readonly PendingDownload[], jobs: readonly Job[]): PendingDownload[] {
  const hasJob = (download: PendingDownload) =>
    jobs.some(({ task }) => task.kind === 'install' && isOf(task.wanted, download));
  return downloads.filter((download) => !hasJob(download));
}

function JobItem({ job }: { job: Job }) {
  if (job.status === 'failed' && job.error) return <JobTrouble job={job} error={job.error} />;
  const { name, status, progress, notice } = job;
  const share = progress ? percent(progress.doneBytes, progress.totalBytes) : 0;
  return (
    <>
      <h4 className={classes.name}>{name}</h4>
      <Progress
        value={share}
        animated={false}
        transitionDuration={150}
        aria-label={`${name}: ${stateText(job)}`}
        className={classes.bar}
      />
      <p className={classes.facts}>{stateText(job)}</p>
      {notice && <p className={classes.facts}>{notice}</p>}
      <JobActions job={job} stopped={status === 'paused'} />
    </>
  );
}

function stateText({ status, progress, task }: Job): string {
  switch (status) {
    case 'waiting':
      return 'Waits until the one before it is done.';
    case 'pausing':
      return 'Pausing…';
    case 'discarding':
      return 'Stopping…';
    case 'paused':
      return progress?.phase === 'download'
        ? `Paused at ${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}.`
        : 'Paused.';
    default:
      return progress ? stepText(progress, task) : 'Starting…';
  }
}

function stepText(progress: StepThroughput, task: Job['task']): string {
  const { phase, doneBytes, totalBytes, bytesPerSecond } = progress;
  const seconds = secondsLeft(progress);
  const left = seconds === null ? '' : `, about ${waitText(seconds)} left`;
  if (phase === 'download') {
    const speed = bytesPerSecond ? ` (${bytesText(bytesPerSecond)}/s)` : '';
    return `Downloading: ${bytesText(doneBytes)} of ${bytesText(totalBytes)}${left}${speed}`;
  }
  const doing =
    task.kind === 'install' ? `Making it ready for ${TARGET_NAMES[task.target]}` : 'Checking and copying';
  return `${doing}: ${percent(doneBytes, totalBytes)}%${left}`;
}

/** Pausing is for what has something to go on from. */
function JobActions({ job, stopped }: { job: Job; stopped: boolean }) {
  const { getState } = useAppStore();
  const { id, status, task, name } = job;
  const busy = status === 'pausing' || status === 'discarding';
  const fromHub = task.kind === 'install' && task.wanted.kind === 'hub';
  return (
    <div className={classes.actions}>
      {stopped && <Button onClick={() => getState().jobs.resume(id)}>Go on</Button>}
      {!stopped && fromHub && (
        <Button variant="default" disabled={busy} onClick={() => getState().jobs.pause(id)}>
          Pause
        </Button>
      )}
      <Discard name={name} job={job} disabled={status === 'discarding'} />
    </div>
  );
}

function LeftOver({ download }: { download: PendingDownload }) {
  const { getState } = useAppStore();
  const { id, revision, endpoint, target, dtype, downloadedBytes: bytes, totalBytes } = download;
  const name = shortName(id);
  const goOn = () =>
    getState().jobs.add(name, {
      kind: 'install',
      wanted: { kind: 'hub', id, revision, endpoint },
      target,
      dtype,
    });
  return (
    <>
      <h4 className={classes.name}>{name}</h4>
      <Progress
        value={percent(bytes, totalBytes)}
        aria-label={`${name}: downloaded`}
        className={classes.bar}
      />
      <p className={classes.facts}>
        {bytesText(bytes)} of {bytesText(totalBytes)} were downloaded earlier, for {TARGET_NAMES[target]} in{' '}
        {DTYPE_WORDS[dtype].name}.
      </p>
      <div className={classes.actions}>
        <Button onClick={goOn}>Go on</Button>
        <DiscardButton
          label={`Cancel ${name}`}
          bytes={bytes}
          discard={() => void getState().library.discardDownload(download)}
        />
      </div>
    </>
  );
}
