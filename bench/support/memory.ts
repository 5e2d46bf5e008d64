/** What processes take of memory, on Linux. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

/** Resident bytes: code, heap, buffers and WebAssembly. */
export interface Memory {
  now: number;
  peak: number;
}

/** Zeros for a process that has ended. */
export function memoryOf(id: number): Memory {
  const file = `/proc/${id}/status`;
  const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const bytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

/** The largest renderer: that of the only page. */
export async function rendererMemory(browser: Browser): Promise<Memory> {
  const all = (await rendererIds(browser)).map(memoryOf);
  return all.reduce((largest, each) => (each.now > largest.now ? each : largest));
}

/**
 * CPU time of all processes of the browser since they started, in milliseconds: a busy machine does not change it much.
 * Files are read and results stored by another process than the page's.
 */
export async function browserCpu(browser: Browser): Promise<number> {
  const times = (await processes(browser)).map(({ id }) => cpuOf(id));
  return times.reduce((sum, ms) => sum + ms, 0);
}

/** User and system time, in Linux's ticks of 10 ms. Zero for a process that has ended. */
export function cpuOf(id: number): number {
  const fields = statOf(id);
  return 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
}

/** CPU time of all processes that this one started, directly or not, and of those that have ended. Milliseconds. */
export function cpuOfChildren(): number {
  const ended = (id: number) => 10 * (Number(statOf(id)[13] ?? 0) + Number(statOf(id)[14] ?? 0));
  return descendants(process.pid).reduce((sum, id) => sum + cpuOf(id) + ended(id), ended(process.pid));
}

/** Ids of the processes that this one started, directly or not. */
export function descendants(id: number): number[] {
  const all = readdirSync('/proc').map(Number).filter(Boolean);
  const parents = new Map(all.map((each) => [each, Number(statOf(each)[1])]));
  const below = (parent: number): number[] =>
    all.filter((each) => parents.get(each) === parent).flatMap((each) => [each, ...below(each)]);
  return below(id);
}

/** The fields of Linux's `stat` from the process's state on; none for a process that has ended. */
function statOf(id: number): string[] {
  const file = `/proc/${id}/stat`;
  // The name before may have spaces.
  return existsSync(file) ? readFileSync(file, 'utf8').split(') ').at(-1)!.split(' ') : [];
}

/** Lets every peak start from the memory of now. */
export async function resetPeaks(browser: Browser): Promise<void> {
  for (const id of await rendererIds(browser)) writeFileSync(`/proc/${id}/clear_refs`, '5');
}

async function rendererIds(browser: Browser): Promise<number[]> {
  return (await processes(browser)).filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function processes(browser: Browser): Promise<{ id: number; type: string }[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo;
}

export const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
