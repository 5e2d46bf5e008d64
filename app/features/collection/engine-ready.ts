import type { AppStore } from '../../store/app-state';
import { RequestAborted, WorkerFailure } from '../../worker-client/client';
import { NO_MODEL } from '../../worker-client/errors';

/**
 * Resolves when a model is loaded, with its matcher if it has one.
 * @throws {WorkerFailure} when none can be loaded, {@link RequestAborted} when the signal aborts.
 */
export async function engineReady(app: AppStore, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (signal.aborted) throw new RequestAborted('The run was paused.');
    const { model, matcher } = app.getState();
    if (model.status === 'failed' || model.status === 'cancelled')
      throw new WorkerFailure(model.error ?? NO_MODEL);
    if (model.status === 'ready' && matcher.status !== 'loading') return;
    // Continues after the whole change: the matcher begins to load when the model is there.
    await nextChange(app, signal);
  }
}

/** Resolves when the state changes or the signal aborts. */
function nextChange(app: AppStore, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      unsubscribe();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const unsubscribe = app.subscribe(end);
    signal.addEventListener('abort', end);
  });
}
