import type { ErrorCode } from '../../core/protocol/index.ts';
import type { Runtime } from '../engine/index.ts';

/** The runtime did not start with several threads. In this worker it cannot be started again. */
export class ThreadsFailed extends Error {
  override name = 'ThreadsFailed';
  readonly code = 'threads-failed' satisfies ErrorCode;
}

/** Meanwhile the runtime is compiled, which takes a slow device some seconds. */
const START_TIMEOUT_MS = 30_000;

/** An ONNX model of one Identity, of one number: what keeps it from being loaded is the runtime's own fault. */
const SMALLEST_MODEL = 'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR';

/**
 * Starts a runtime that was told to have several threads. One of its threads that fails says so nowhere but in an
 * error of the worker's, and the runtime then waits for it for ever.
 * Throws `ThreadsFailed`.
 */
export async function startThreads({ InferenceSession }: Pick<Runtime, 'InferenceSession'>): Promise<void> {
  const trouble = new AbortController();
  const timer = setTimeout(() => trouble.abort(new Error('No answer in time.')), START_TIMEOUT_MS);
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    trouble.abort(new Error(event.message));
  };
  self.addEventListener('error', onError);
  try {
    const model = Uint8Array.from(atob(SMALLEST_MODEL), (letter) => letter.charCodeAt(0));
    const session = await Promise.race([InferenceSession.create(model), failure(trouble.signal)]);
    await session.release();
  } catch (cause) {
    // The other threads' errors are still to come, and are heard: this worker is at its end already.
    throw new ThreadsFailed('The captioning engine could not start its threads.', { cause });
  } finally {
    clearTimeout(timer);
  }
  self.removeEventListener('error', onError);
}

function failure(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
