/** Processor time and memory of one piece of work in this process. */
import { readFileSync, writeFileSync } from 'node:fs';

export interface Cost {
  /** Processor time, which other programs on the machine do not lengthen. */
  ms: number;
  /** Resident bytes at most, beyond those before. */
  bytes: number;
}

const isLinux = process.platform === 'linux';

/** Runs the work and measures it. The maximum of memory is exact on Linux, elsewhere at most too small. */
export async function measured<T>(work: () => Promise<T>): Promise<{ value: T; cost: Cost }> {
  const before = startMemory();
  const start = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(start);
  return { value, cost: { ms: (user + system) / 1000, bytes: Math.max(0, maxMemory() - before) } };
}

function startMemory(): number {
  if (!isLinux) return maxMemory();
  // The maximum starts again from what is resident.
  writeFileSync('/proc/self/clear_refs', '5');
  return maxMemory();
}

function maxMemory(): number {
  if (!isLinux) return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}
