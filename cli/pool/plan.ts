/** How many processes caption pictures, with how many threads each. */
import { availableParallelism, freemem } from 'node:os';

export interface Plan {
  workers: number;
  threads: number;
}

export interface Machine {
  cores: number;
  freeBytes: number;
}

/** More threads of one model wait for each other: a step of the decoder has little work. */
const MAX_THREADS = 4;
/** A process has the weights in the form in which they are multiplied, and what a batch takes. */
const BYTES_PER_MODEL_BYTE = 1.5;
const MIN_BYTES_PER_WORKER = 300e6;

export function thisMachine(): Machine {
  return { cores: availableParallelism(), freeBytes: freemem() };
}

/**
 * Uses all cores, with up to four threads a process, in as many processes as half of the free memory takes. What is given
 * stays.
 * @param modelBytes of captioner and matcher
 */
export function planWorkers(
  given: { workers?: number | undefined; threads?: number | undefined },
  modelBytes: number,
  { cores, freeBytes }: Machine = thisMachine(),
): Plan {
  const perWorker = Math.max(MIN_BYTES_PER_WORKER, BYTES_PER_MODEL_BYTE * modelBytes);
  const affordable = Math.max(1, Math.floor(freeBytes / 2 / perWorker));
  const workers =
    given.workers ?? Math.min(affordable, Math.ceil(cores / (given.threads ?? Math.min(cores, MAX_THREADS))));
  const threads = given.threads ?? Math.max(1, Math.floor(cores / workers));
  return { workers, threads };
}
