import type { App, AppStore } from '../../store/app-state';

/** So long nothing must have been going on. Milliseconds. */
export const QUIET = 2000;

/** Whether a model is ready and nothing is asked of it. */
export function isQuiet({ modelStatus, matcherStatus, activeId, queue, asking }: App): boolean {
  const loaded = modelStatus === 'ready' && matcherStatus !== 'loading';
  return loaded && !activeId && queue.length === 0 && !asking;
}

/** Runs the job after a while, unless it is stopped before; afterwards stopping aborts its signal. */
export function soon(job: (signal: AbortSignal) => Promise<void>): () => void {
  const abort = new AbortController();
  const timer = setTimeout(() => void job(abort.signal), QUIET);
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
}

/** Starts something whenever the state becomes ripe for it, and stops it when it no longer is. */
export function whileRipe(store: AppStore, isRipe: (app: App) => boolean, start: () => () => void): void {
  let stop = () => {};
  let ripe = false;
  const follow = (app: App) => {
    const nowRipe = isRipe(app);
    if (nowRipe === ripe) return;
    ripe = nowRipe;
    stop();
    stop = ripe ? start() : () => {};
  };
  store.subscribe(follow);
  follow(store.getState());
}
