const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/**
 * Resolves in a new task, after the messages that have arrived by now: on the CPU the runtime computes without ever
 * returning to the event loop, and a cancel would have no effect. A timer would do the same, but takes 4 ms or more.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

/** Milliseconds that a batch is decoded without letting messages in. */
const COMPUTE_SLICE = 30;

/** Lets messages in from time to time: a cancel must be heard while a slow model decodes. */
export function restAfterSlices(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const now = performance.now();
    if (now - since < COMPUTE_SLICE) return;
    // Set first: the pictures of a batch come here one after the other, and one rest is enough.
    since = now;
    await nextTask();
    since = performance.now();
  };
}
