/** Writes into shared memory and answers: threads work. */
self.addEventListener('message', ({ data }: MessageEvent<Int32Array<SharedArrayBuffer>>) => {
  Atomics.store(data, 0, 1);
  self.postMessage(null);
});

export {};
