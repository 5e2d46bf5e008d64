/** Writes into the memory it is handed and says so: proof that threads can work. */
self.addEventListener('message', ({ data }: MessageEvent<Int32Array<SharedArrayBuffer>>) => {
  Atomics.store(data, 0, 1);
  self.postMessage(null);
});
