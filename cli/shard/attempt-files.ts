/**
 * The hidden files of an attempt at a shard, beside its outputs. Their names say whose they are: `.<shard>~<host>~<process>~
 * <random>~<kind>`. Those of an attempt that is over are removed by the next one.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';

export interface Attempt {
  host: string;
  pid: number;
  random: string;
}

/** Milliseconds after which a file that nobody touches is that of an attempt that is over. */
const STALE = 60_000;

export function newAttempt(): Attempt {
  return { host: hostname().replace(/[~/]/g, '_'), pid: process.pid, random: randomBytes(6).toString('hex') };
}

export function attemptFile(
  folder: string,
  id: string,
  { host, pid, random }: Attempt,
  kind: string,
): string {
  return join(folder, `.${id}~${host}~${pid}~${random}~${kind}`);
}

/**
 * Attempts at the shard that are over, by their files.
 * @param own a file that was touched just now: clocks of machines differ, that of the disk is one.
 */
export async function deadAttempts(folder: string, id: string, own: string): Promise<Attempt[]> {
  const now = (await stat(own)).mtimeMs;
  const attempts = new Map<string, Attempt>();
  for (const name of await readdir(folder)) {
    const attempt = attemptIn(name, id);
    if (attempt && (await isOver(join(folder, name), attempt, now))) attempts.set(attempt.random, attempt);
  }
  return [...attempts.values()];
}

/** Whether attempts at the shard go on, or have left something. */
export async function hasAttempts(folder: string, id: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => attemptIn(name, id) !== null);
}

export async function removeAttempt(folder: string, id: string, { random }: Attempt): Promise<void> {
  for (const name of await readdir(folder)) {
    if (attemptIn(name, id)?.random === random) await rm(join(folder, name), { force: true });
  }
}

function attemptIn(name: string, id: string): Attempt | null {
  const [shard, host, pid, random, kind, ...more] = name.split('~');
  if (shard !== `.${id}` || kind === undefined || more.length > 0) return null;
  return host && random ? { host, pid: Number(pid), random } : null;
}

async function isOver(path: string, { host, pid, random }: Attempt, now: number): Promise<boolean> {
  if (host === own.host && pid === own.pid) return !running.has(random);
  if (host === own.host && !isAlive(pid)) return true;
  const found = await stat(path).catch(() => null);
  return found !== null && now - found.mtimeMs > STALE;
}

const own = newAttempt();
/** Of this process. */
const running = new Set<string>();

/** Marks an attempt of this process as one that is not over. */
export function beginAttempt({ random }: Attempt): () => void {
  running.add(random);
  return () => running.delete(random);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's.
    return systemCode(error) === 'EPERM';
  }
}
