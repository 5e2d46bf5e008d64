import type { ErrorCode } from '../../core/protocol/index.ts';
import type { Runtime } from '../engine/index.ts';

/** The runtime did not start with several threads. It cannot be started again in this worker. */
export class ThreadsFailed extends Error {
  override name = 'ThreadsFailed';
  readonly code = 'threads-failed' satisfies ErrorCode;
}

/** Includes compiling the runtime, which takes some seconds on a slow device. */
const START_TIMEOUT_MS = 30_000;

/** An ONNX model of one Identity node: if it cannot be loaded, the runtime does not work. */
const IDENTITY_MODEL = 'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR';

/**
 * Starts a runtime that is configured for several threads. If one of them fails, the only sign is an error event of this
 * worker, and the runtime waits forever.
 *
 * @throws {ThreadsFailed}
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
    const model = Uint8Array.from(atob(IDENTITY_MODEL), (letter) => letter.charCodeAt(0));
    const session = await Promise.race([InferenceSession.create(model), failure(trouble.signal)]);
    await session.release();
  } catch (cause) {
    // The listener stays for the errors of the other threads: this worker is about to be replaced.
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
