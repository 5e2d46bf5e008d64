import type { App } from '../../store/app-state';

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
