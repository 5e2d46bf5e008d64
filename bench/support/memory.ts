/** What a process takes of memory, on Linux. */
import { readFileSync } from 'node:fs';

export interface Memory {
  /** Resident, in bytes: code, heap, buffers, WebAssembly, the lot. */
  now: number;
  peak: number;
}

/** Zeros for a process that has ended. */
export function memoryOf(id: number): Memory {
  const status = statusOf(id);
  const bytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

function statusOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return '';
  }
}
