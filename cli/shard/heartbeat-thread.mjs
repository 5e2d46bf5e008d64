/**
 * Tells of a shard every few seconds, in a thread that does not run the model: it goes on while a picture is computed.
 * Plain JavaScript, as loaders of TypeScript do not reach threads in every version of Node. `heartbeat.ts` starts it.
 */
import { utimesSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { counts, interval, fd, slots } = workerData;
let shard = { number: 0, id: null, of: null, log: null, format: 'json' };
let last = { done: 0, time: 0 };

parentPort.on('message', (message) => {
  shard = message;
  last = { done: 0, time: performance.now() };
});

setInterval(() => {
  // The shard may have ended meanwhile, and its last event is the last one.
  if (shard.id === null || Atomics.load(counts, slots.shard) !== shard.number) return;
  const now = performance.now();
  const done = Atomics.load(counts, slots.done);
  const perSecond = Math.round((100_000 * (done - last.done)) / (now - last.time)) / 100;
  last = { done, time: now };
  tell(done, Atomics.load(counts, slots.errors), perSecond);
  touch();
}, interval);

function tell(done, errors, perSecond) {
  const { id, of, format } = shard;
  const line =
    format === 'json'
      ? JSON.stringify({ event: 'progress', id, done, of, errors, perSecond })
      : `${id}: ${done} of ${of ?? '?'} pictures, ${errors} failed, ${perSecond} a second`;
  try {
    writeSync(fd, `${line}\n`);
  } catch {
    // The pipe is full or closed: the next heartbeat says as much.
  }
}

/** Others see by the time of the log that the attempt goes on. */
function touch() {
  try {
    if (shard.log !== null) utimesSync(shard.log, new Date(), new Date());
  } catch {
    // The attempt has just ended, and its log is removed.
  }
}
