import { writeSync } from 'node:fs';
import { systemCode } from '../errors.ts';

/** Milliseconds before a full pipe is tried again. */
const FULL_PIPE = 10;

/**
 * Writes a line at once, from any thread: lines of two threads do not mix, as a pipe takes up to 4096 bytes as one.
 * Where nobody reads any more, nothing is written.
 */
export function writeLine(fd: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (systemCode(error) === 'EPIPE') return;
      if (systemCode(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE);
    }
  }
}
