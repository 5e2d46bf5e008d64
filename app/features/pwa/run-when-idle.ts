import type { App, AppStore } from '../../store/app-state';
import { isHeld } from '../photographs/photographs.selectors';

/** How long nothing must have been asked of the engine. Milliseconds. */
export const IDLE_DELAY = 2000;

/** Whether a model is ready and nothing is asked of it. */
export function isIdle(app: App): boolean {
  const {
    model: { status: modelStatus },
    matcher: { status: matcherStatus },
    captions: { activeId, queue },
    typedCaption: { pending: asking },
  } = app;
  const loaded = modelStatus === 'ready' && matcherStatus !== 'loading';
  return loaded && !activeId && queue.every((id) => isHeld(app, id)) && !asking;
}

/**
 * Runs a job after `IDLE_DELAY`.
 * @returns a function that cancels the job, or aborts its signal once it runs.
 */
export function runWhenIdle(job: (signal: AbortSignal) => Promise<void>): () => void {
  const abort = new AbortController();
  const timer = setTimeout(() => void job(abort.signal), IDLE_DELAY);
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
}

/** Starts something whenever a condition on the state becomes true, and stops it when it becomes false. */
export function runWhile(store: AppStore, condition: (app: App) => boolean, start: () => () => void): void {
  let stop = () => {};
  let running = false;
  const follow = (app: App) => {
    const shouldRun = condition(app);
    if (shouldRun === running) return;
    running = shouldRun;
    stop();
    stop = running ? start() : () => {};
  };
  store.subscribe(follow);
  follow(store.getState());
}
