import { Button, Progress } from '@mantine/core';
import type { PendingDownload } from '../../../../core/protocol';
import type { Messages } from '../../../i18n/messages';
import { useMessages } from '../../../i18n/use-messages';
import { useApp, useAppStore } from '../../../store/react';
import { Discard, DiscardButton } from '../library/Discard';
import classes from '../models.module.css';
import { percent } from './amounts';
import { JobTrouble } from './JobTrouble';
import type { Job } from './jobs.slice';
import { type StepThroughput, secondsLeft } from './progress-throughput';
import { isOf, shortName } from './wanted';

/** Models on their way in, and those that an earlier visit left half-way. */
export function Jobs() {
  const m = useMessages().models.jobs;
  const jobs = useApp((state) => state.jobs.items);
  const downloads = useApp(({ library, jobs }) => leftOvers(library.contents?.downloads ?? [], jobs.items));
  if (jobs.length === 0 && downloads.length === 0) return null;
  return (
    <section aria-labelledby="jobs-title">
      <h3 id="jobs-title" className={classes.subtitle}>
        {m.title}
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
  const m = useMessages().models.jobs;
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
        aria-label={m.progress({ name, state: stateText(m, job) })}
        className={classes.bar}
      />
      <p className={classes.facts}>{stateText(m, job)}</p>
      {notice && (
        <p className={classes.facts} lang="en">
          {notice}
        </p>
      )}
      <JobActions job={job} stopped={status === 'paused'} />
    </>
  );
}

type Words = Messages['models']['jobs'];

/** How far a job is, in words. */
export function stateText(m: Words, { status, progress, task }: Job): string {
  switch (status) {
    case 'waiting':
    case 'pausing':
    case 'discarding':
      return m[status];
    case 'paused':
      return progress?.phase === 'download'
        ? m.pausedAt({ done: progress.doneBytes, total: progress.totalBytes })
        : m.paused;
    default:
      return progress ? stepText(m, progress, task) : m.starting;
  }
}

function stepText(m: Words, progress: StepThroughput, task: Job['task']): string {
  const { phase, doneBytes: done, totalBytes: total, bytesPerSecond } = progress;
  const seconds = secondsLeft(progress);
  const share = percent(done, total) / 100;
  const doing =
    phase === 'download'
      ? m.downloading({ done, total })
      : task.kind === 'install'
        ? m.converting({ target: task.target, share })
        : m.copying({ share });
  return [
    doing,
    ...(seconds === null ? [] : [m.left({ seconds })]),
    ...(phase === 'download' && bytesPerSecond ? [m.speed({ bytesPerSecond })] : []),
  ].join(' · ');
}

/** Pausing is for what has something to go on from. */
export function JobActions({ job, stopped }: { job: Job; stopped: boolean }) {
  const m = useMessages().models.jobs;
  const { getState } = useAppStore();
  const { id, status, task, name } = job;
  const busy = status === 'pausing' || status === 'discarding';
  const fromHub = task.kind === 'install' && task.wanted.kind === 'hub';
  return (
    <div className={classes.actions}>
      {stopped && <Button onClick={() => getState().jobs.resume(id)}>{m.resume}</Button>}
      {!stopped && fromHub && (
        <Button variant="default" disabled={busy} onClick={() => getState().jobs.pause(id)}>
          {m.pause}
        </Button>
      )}
      <Discard name={name} job={job} disabled={status === 'discarding'} />
    </div>
  );
}

function LeftOver({ download }: { download: PendingDownload }) {
  const m = useMessages().models.jobs;
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
        aria-label={m.downloaded({ name })}
        className={classes.bar}
      />
      <p className={classes.facts}>{m.leftOver({ done: bytes, total: totalBytes, target, dtype })}</p>
      <div className={classes.actions}>
        <Button onClick={goOn}>{m.resume}</Button>
        <DiscardButton
          label={m.cancelNamed({ name })}
          bytes={bytes}
          discard={() => void getState().library.discardDownload(download)}
        />
      </div>
    </>
  );
}
