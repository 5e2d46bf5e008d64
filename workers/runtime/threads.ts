import { hasFeature } from '../../core/browser-features.ts';

const MAX_THREADS = 4;
const PROBE_TIMEOUT_MS = 5000;

/**
 * How many threads the runtime can have: up to four if the page can share memory between workers, else one. A worker is
 * started first to try it, because a runtime that fails to start its threads leaves its worker unusable.
 */
export async function countThreads(): Promise<number> {
  const threads = maxThreads();
  return threads > 1 && (await canShareMemory()) ? threads : 1;
}

/** How many threads the runtime has if they start. */
export function maxThreads(): number {
  return hasFeature('shared-memory', self) ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
}

async function canShareMemory(): Promise<boolean> {
  const worker = startProbe();
  if (!worker) return false;
  const shared = new Int32Array(new SharedArrayBuffer(4));
  try {
    worker.postMessage(shared);
    return await answered(worker, shared);
  } finally {
    worker.terminate();
  }
}

/** Null where workers cannot start workers. */
function startProbe(): Worker | null {
  try {
    return new Worker(new URL('./thread-probe.ts', import.meta.url), {
      type: 'module',
      name: 'thread-probe',
    });
  } catch {
    return null;
  }
}

function answered(worker: Worker, shared: Int32Array<SharedArrayBuffer>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
    const settle = (result: boolean) => {
      clearTimeout(timer);
      resolve(result);
    };
    worker.addEventListener('message', () => settle(Atomics.load(shared, 0) === 1));
    worker.addEventListener('error', () => settle(false));
  });
}
