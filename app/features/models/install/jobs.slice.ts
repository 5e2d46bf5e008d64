import type { Backend, Dtype, InstalledBundle, PickedFile, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { RequestAborted, type RequestOptions } from '../../../worker-client/client';
import { toWireError } from '../../../worker-client/errors';
import { type Step, type StepThroughput, withThroughput } from './progress-throughput';
import { isOf, sourceOf, type Wanted } from './wanted';

export type Task =
  | { kind: 'install'; wanted: Wanted; target: Backend; dtype: Dtype }
  | { kind: 'import'; files: readonly PickedFile[] };

/** `pausing` and `discarding` until the worker has let go. */
export type JobStatus = 'waiting' | 'running' | 'pausing' | 'discarding' | 'paused' | 'failed';

/** A model that is on its way in. Jobs run one at a time, in the order in which they came. */
export interface Job {
  id: string;
  name: string;
  task: Task;
  status: JobStatus;
  progress: StepThroughput | null;
  /** What the worker has to say on the way. */
  notice: string | null;
  error: WireError | null;
}

export interface JobsState {
  items: readonly Job[];
  /** Of the last download of this visit; null before there is a figure. */
  bytesPerSecond: number | null;
}

export const JOBS_PERSISTED: PersistedKeys<JobsState> = { items: false, bytesPerSecond: false };

export interface JobsActions {
  add(name: string, task: Task): void;
  /** Stops a job and keeps what it has downloaded. */
  pause(id: string): void;
  /** Goes on with a job that was paused or has failed. */
  resume(id: string): void;
  /** Takes a job that is not running off the list; what it has downloaded stays, and is listed as left over. */
  dismiss(id: string): void;
  /** Ends a job and deletes what it has downloaded. */
  discard(id: string): Promise<void>;
}

export const createJobsSlice: Slice<'jobs'> = (set, get, { library, newId, now }) => {
  const attempts = new Map<string, AbortController>();

  const live = () => get().language.messages.models.live;

  function find(id: string): Job | undefined {
    return get().jobs.items.find((job) => job.id === id);
  }

  function patch(id: string, changes: Partial<Job>): void {
    set({ items: get().jobs.items.map((job) => (job.id === id ? { ...job, ...changes } : job)) });
  }

  function drop(id: string): void {
    set({ items: get().jobs.items.filter((job) => job.id !== id) });
  }

  function runNext(): void {
    const next = get().jobs.items.find(({ status }) => status === 'waiting');
    if (next && attempts.size === 0) void run(next);
  }

  async function run({ id, name, task }: Job): Promise<void> {
    const attempt = new AbortController();
    attempts.set(id, attempt);
    patch(id, { status: 'running', progress: null, notice: null, error: null });
    try {
      const bundle = await perform(task, {
        signal: attempt.signal,
        report: (step, notice) => {
          const { progress = null, notice: lastNotice = null } = find(id) ?? {};
          // It comes with one report of many, and is to be read until the download is over.
          const current = step.phase === progress?.phase ? lastNotice : null;
          const timed = withThroughput(progress, step, now());
          patch(id, { progress: timed, notice: notice ?? current });
          if (timed.phase === 'download' && timed.bytesPerSecond)
            set({ bytesPerSecond: timed.bytesPerSecond });
        },
      });
      drop(id);
      get().library.setFreshKey(bundle.key);
      get().library.announce(live().ready({ name }));
      get().photographs.modelInstalled(bundle);
      get().questions.modelInstalled(bundle);
    } catch (error) {
      settleFailed(id, error);
    }
    attempts.delete(id);
    await get().library.refresh();
    if (find(id)?.status === 'discarding') await forget(id);
    runNext();
  }

  function settleFailed(id: string, error: unknown): void {
    const job = find(id);
    if (job?.status === 'discarding') return;
    if (error instanceof RequestAborted) patch(id, { status: 'paused' });
    else patch(id, { status: 'failed', error: toWireError(error) });
    const paused = error instanceof RequestAborted;
    if (job) get().library.announce(live()[paused ? 'paused' : 'failed']({ name: job.name }));
  }

  function perform(task: Task, { signal, report }: Running): Promise<InstalledBundle> {
    if (task.kind === 'import') {
      const onProgress: RequestOptions<'import'>['onProgress'] = (progress) =>
        report({ phase: 'copy', ...progress }, null);
      return library.request('import', { files: [...task.files] }, { signal, onProgress });
    }
    const { wanted, target, dtype } = task;
    const onProgress: RequestOptions<'install'>['onProgress'] = ({ notice, ...step }) => report(step, notice);
    const payload = { source: sourceOf(wanted, get().review), target, dtype };
    return library.request('install', payload, { signal, onProgress });
  }

  /** The library has been read since the job stopped: its downloads are those that are there. */
  async function forget(id: string): Promise<void> {
    const job = find(id);
    drop(id);
    if (job?.task.kind !== 'install') return;
    const { wanted } = job.task;
    const left = get().library.contents?.downloads.filter((download) => isOf(wanted, download)) ?? [];
    for (const download of left) await get().library.discardDownload(download);
  }

  return {
    items: [],
    bytesPerSecond: null,

    add(name, task) {
      const fresh = { status: 'waiting', progress: null, notice: null, error: null } as const;
      set({ items: [...get().jobs.items, { id: newId(), name, task, ...fresh }] });
      void get().library.persistStorage();
      runNext();
    },

    pause(id) {
      const running = attempts.get(id);
      patch(id, { status: running ? 'pausing' : 'paused' });
      running?.abort();
    },

    resume(id) {
      patch(id, { status: 'waiting', error: null });
      runNext();
    },

    dismiss(id) {
      if (!attempts.has(id)) drop(id);
    },

    async discard(id) {
      const running = attempts.get(id);
      patch(id, { status: 'discarding' });
      if (running) return running.abort();
      await get().library.refresh();
      await forget(id);
    },
  };
};

interface Running {
  signal: AbortSignal;
  report: (step: Step, notice: string | null) => void;
}
