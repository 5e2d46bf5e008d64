/** Measures one subject after the other, each in workers of its own: what one took is given back before the next. */
import type {
  BenchKind,
  BenchMeasured,
  BenchProgress,
  BenchRequest,
  BenchSubject,
} from '../../../workers/protocol';
import { createWorkerClient, RequestAborted, type WorkerLike } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import type { BenchPlan } from './plan';
import type { SubjectReport } from './report';

/** Asks a fresh worker, which ends with its answer; where threads do not start, another one that does without. */
export type Ask = (
  request: BenchRequest,
  options: { onProgress(progress: BenchProgress): void; signal: AbortSignal },
) => Promise<BenchMeasured>;

export function askFreshWorker(createWorker: () => WorkerLike): Ask {
  const ask = askOneWorker(createWorker);
  return async (request, options) => {
    try {
      return await ask(request, options);
    } catch (error) {
      if (toWireError(error).code !== 'threads-failed') throw error;
      return await ask({ ...request, oneThread: true }, options);
    }
  };
}

function askOneWorker(createWorker: () => WorkerLike): Ask {
  return async (request, options) => {
    const workers: WorkerLike[] = [];
    const client = createWorkerClient<BenchKind>(() => {
      const worker = createWorker();
      workers.push(worker);
      return worker;
    }, 'The measuring engine');
    try {
      return await client.request('bench', request, options);
    } finally {
      for (const worker of workers) worker.terminate();
    }
  };
}

export interface RunOptions {
  ask: Ask;
  /** Told of the subject that is measured, by its place in the plan. */
  onProgress(index: number, progress: BenchProgress): void;
  signal: AbortSignal;
}

/** One report for each subject; one that fails does not keep the others. Throws `RequestAborted` when cancelled. */
export async function runPlan(plan: BenchPlan, options: RunOptions): Promise<SubjectReport[]> {
  const reports: SubjectReport[] = [];
  for (const [index, subject] of plan.subjects.entries()) {
    const onProgress = (progress: BenchProgress) => options.onProgress(index, progress);
    reports.push(await runSubject(subject, plan, { ...options, onProgress }));
  }
  return reports;
}

async function runSubject(
  subject: BenchSubject,
  { amounts, samples }: BenchPlan,
  { ask, onProgress, signal }: Omit<RunOptions, 'onProgress'> & { onProgress(progress: BenchProgress): void },
): Promise<SubjectReport> {
  const { kind, backend } = subject;
  try {
    const measured = await ask({ subject, amounts, samples }, { onProgress, signal });
    const again = await ask({ subject, amounts: null, samples }, { onProgress, signal });
    return { kind, backend, measured, loadAgainMs: again.loadMs, jsHeapBytes: null, error: null };
  } catch (error) {
    if (error instanceof RequestAborted || signal.aborted)
      throw new RequestAborted('The measurement was cancelled.');
    const { message, detail } = toWireError(error);
    const told = detail ? `${message} ${detail}` : message;
    return { kind, backend, measured: null, loadAgainMs: null, jsHeapBytes: null, error: told };
  }
}
