/**
 * Runs one job at a time, in order of arrival. A job that fails does not fail the next ones, and a job whose signal
 * aborts while it waits leaves the queue.
 */
export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();

  /**
   * Resolves when all earlier jobs have left. The caller calls the result once, so that the next job can start.
   *
   * @throws the signal's reason if it aborts first.
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    const before = this.#tail;
    const { promise, leave } = place();
    this.#tail = promise;
    try {
      await untilAborted(before, signal);
      return leave;
    } catch (reason) {
      void before.then(leave);
      throw reason;
    }
  }

  /** Enters, runs the job, and leaves even if it fails. */
  async run<T>(job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await job();
    } finally {
      leave();
    }
  }
}

function place(): { promise: Promise<void>; leave: () => void } {
  let leave = () => {};
  const promise = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return { promise, leave };
}

async function untilAborted(turn: Promise<void>, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (!signal) return turn;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
  signal.throwIfAborted();
}
