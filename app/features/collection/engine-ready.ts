import type { AppStore } from '../../store/app-state';
import { RequestAborted, WorkerFailure } from '../../worker-client/client';
import { NO_MODEL } from '../../worker-client/errors';
import { isCollectionHeld } from '../photographs/photographs.selectors';

/**
 * Resolves when a model is loaded, with its matcher if it has one, and the collection need not wait for another one.
 * @throws {WorkerFailure} when none can be loaded, {@link RequestAborted} when the signal aborts.
 */
export async function engineReady(app: AppStore, signal: AbortSignal, collection = ''): Promise<void> {
  for (;;) {
    if (signal.aborted) throw new RequestAborted('The run was paused.');
    const { model, matcher } = app.getState();
    if (model.status === 'failed' || model.status === 'cancelled')
      throw new WorkerFailure(model.error ?? NO_MODEL);
    const isHeld = collection !== '' && isCollectionHeld(app.getState(), collection);
    if (model.status === 'ready' && matcher.status !== 'loading' && !isHeld) return;
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
