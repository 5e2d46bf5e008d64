/** Measures one subject after the other, each in workers of its own: what one took is given back before the next. */
import type {
  BenchKind,
  BenchMeasured,
  BenchProgress,
  BenchRequest,
  BenchSubject,
} from '../../../core/protocol';
import { createWorkerClient, RequestAborted, type WorkerLike } from '../../worker-client/client';
import { toWireError } from '../../worker-client/errors';
import type { PageMemory } from './page-memory';
import type { BenchPlan } from './plan';
import { NOTHING, type SubjectReport } from './report';

export interface AskOptions {
  onProgress(progress: BenchProgress): void;
  signal: AbortSignal;
  /** Between the answer and the end of the worker, which still holds the model. */
  beforeEnd?: () => Promise<void>;
}

/** Asks a fresh worker, which ends after its answer; where threads do not start, another one that does without. */
export type Ask = (request: BenchRequest, options: AskOptions) => Promise<BenchMeasured>;

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
      const answer = await client.request('bench', request, options);
      await options.beforeEnd?.();
      return answer;
    } finally {
      for (const worker of workers) worker.terminate();
    }
  };
}

export interface RunOptions {
  ask: Ask;
  pageMemory: () => Promise<PageMemory>;
  /** Told of the subject that is measured, by its place in the plan. */
  onProgress(index: number, progress: BenchProgress): void;
  signal: AbortSignal;
}

const CANCELLED = 'The measurement was cancelled.';

/** One report for each subject; of one that fails, what was measured until then. Throws `RequestAborted` when cancelled. */
export async function runPlan(plan: BenchPlan, options: RunOptions): Promise<SubjectReport[]> {
  const reports: SubjectReport[] = [];
  for (const [index, subject] of plan.subjects.entries()) {
    const onProgress = (progress: BenchProgress) => options.onProgress(index, progress);
    reports.push(await runSubject(subject, plan, { ...options, onProgress }));
  }
  return reports;
}

type SubjectOptions = Omit<RunOptions, 'onProgress'> & Pick<AskOptions, 'onProgress'>;

async function runSubject(
  subject: BenchSubject,
  { amounts, samples, pageMemory: wanted }: BenchPlan,
  options: SubjectOptions,
): Promise<SubjectReport> {
  const { ask, onProgress, signal } = options;
  const { kind, backend } = subject;
  const found: SubjectReport = { kind, backend, ...NOTHING };
  const isOurs = kind === 'engine';
  try {
    found.measured = await ask({ subject, amounts, samples }, { onProgress, signal });
    const again = await ask({ subject, amounts: null, samples, limits: isOurs }, { onProgress, signal });
    found.loadAgainMs = again.loadMs;
    found.limits = again.limits;
    if (wanted && isOurs) found.pageMemory = await memoryOf({ subject, amounts: null, samples }, options);
    return found;
  } catch (error) {
    if (error instanceof RequestAborted || signal.aborted) throw new RequestAborted(CANCELLED);
    const { message, detail } = toWireError(error);
    return { ...found, error: detail ? `${message} ${detail}` : message };
  }
}

/** With the model loaded, in one thread: the runtime's others wait where the browser cannot ask them, for a minute. */
async function memoryOf(
  request: BenchRequest,
  { ask, onProgress, signal, pageMemory }: SubjectOptions,
): Promise<PageMemory | null> {
  let memory: PageMemory | null = null;
  const beforeEnd = async () => {
    onProgress({ stage: 'memory', done: 0, total: 1 });
    memory = await Promise.race([pageMemory(), cancelled(signal)]);
  };
  await ask({ ...request, oneThread: true }, { onProgress, signal, beforeEnd });
  return memory;
}

/** Rejects when it is. */
function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new RequestAborted(CANCELLED)), { once: true });
  });
}
