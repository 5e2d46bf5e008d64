/** Measures one subject after the other, each in fresh workers: the memory of one is free before the next starts. */
import type {
  BenchKind,
  BenchMeasured,
  BenchProgress,
  BenchRequest,
  BenchSubject,
} from '../../../core/protocol';
import { createWorkerClient, RequestAborted, type WorkerLike } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import type { BenchPlan } from './plan';
import { NOT_MEASURED, type SubjectReport } from './report';

export interface AskOptions {
  onProgress(progress: BenchProgress): void;
  signal: AbortSignal;
}

/** Asks a fresh worker, which ends after its answer; where threads do not start, another one without threads. */
export type Ask = (request: BenchRequest, options: AskOptions) => Promise<BenchMeasured>;

export function askFreshWorker(createWorker: () => WorkerLike): Ask {
  const ask: Ask = async (request, options) => {
    const worker = createWorker();
    try {
      const client = createWorkerClient<BenchKind>(() => worker, 'The measuring engine');
      return await client.request('bench', request, options);
    } catch (error) {
      if (request.oneThread || toWireError(error).code !== 'threads-failed') throw error;
    } finally {
      worker.terminate();
    }
    return ask({ ...request, oneThread: true }, options);
  };
  return ask;
}

export interface RunOptions {
  ask: Ask;
  /** Called with the subject's index in the plan. */
  onProgress(index: number, progress: BenchProgress): void;
  signal: AbortSignal;
}

/**
 * One report for each subject; of one that fails, what was measured until then.
 *
 * @throws `RequestAborted` when cancelled.
 */
export async function runPlan(plan: BenchPlan, options: RunOptions): Promise<SubjectReport[]> {
  const reports: SubjectReport[] = [];
  for (const [index, subject] of plan.subjects.entries()) {
    const onProgress = (progress: BenchProgress) => options.onProgress(index, progress);
    reports.push(await runSubject(subject, plan, options.ask, { onProgress, signal: options.signal }));
  }
  return reports;
}

async function runSubject(
  subject: BenchSubject,
  { amounts, samples }: BenchPlan,
  ask: Ask,
  options: AskOptions,
): Promise<SubjectReport> {
  const { kind, backend } = subject;
  const found: SubjectReport = { kind, backend, ...NOT_MEASURED };
  try {
    found.measured = await ask({ subject, amounts, samples }, options);
    found.dtype = found.measured.model.dtype;
    found.loadAgainMs = (await ask({ subject, amounts: null, samples }, options)).loadMs;
    return found;
  } catch (error) {
    if (error instanceof RequestAborted || options.signal.aborted)
      throw new RequestAborted('The measurement was cancelled.');
    const { message, detail } = toWireError(error);
    return { ...found, error: detail ? `${message} ${detail}` : message };
  }
}
