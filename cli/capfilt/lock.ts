/** One run at a time writes into a folder. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { JOURNAL_LOCK } from '../../dataset/index.ts';
import { aboutPath, CliError, systemCode } from '../errors.ts';
import { release, removeOnExit } from '../temporary.ts';

/** A page holds its lock for less, and so does a program that has not written its name into it yet. */
const FRESH_MS = 60_000;

/**
 * Runs the job while no other program runs in the folder. A lock that a killed program left is taken over.
 * @throws {CliError} if another program runs there.
 */
export async function whileLocked<T>(folder: string, job: () => Promise<T>): Promise<T> {
  return whileTaken(join(folder, JOURNAL_LOCK), folder, job);
}

async function whileTaken<T>(path: string, folder: string, job: () => Promise<T>): Promise<T> {
  while (!(await create(path))) await removeStale(path, folder);
  removeOnExit(path);
  try {
    return await job();
  } finally {
    rmSync(path, { force: true });
    release(path);
  }
}

/** Whether the lock was free, and is taken. */
async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(`${process.pid} ${hostname()}`);
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw aboutPath(path, error);
  }
}

/**
 * Removes the lock of a program that is gone. Programs that find the same one do so in turn, each under a lock of that
 * name and what the stale one holds: the second finds it gone, or another program's in its place.
 */
async function removeStale(path: string, folder: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder === null) return;
  await requireGone(holder, path, folder);
  const digest = createHash('sha256').update(holder).digest('hex').slice(0, 8);
  await whileTaken(`${path}.${digest}`, folder, async () => {
    const now = await holderOf(path);
    if (now !== holder) return;
    await requireGone(now, path, folder);
    rmSync(path, { force: true });
  });
}

/** What the lock holds; null if it was given back meanwhile. */
async function holderOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw aboutPath(path, error);
  }
}

/** @throws {CliError} unless the program that made the lock is gone. */
async function requireGone(holder: string, path: string, folder: string): Promise<void> {
  const [pid = '', host] = holder.split(' ');
  if (pid === 'page' || holder === '') {
    if (!(await isFresh(path))) return;
    throw runsElsewhere(folder, path, pid === 'page' ? 'a page that writes the journal' : 'another program');
  }
  if (host !== undefined && host !== hostname())
    throw runsElsewhere(folder, path, `process ${pid} on ${host}`);
  if (/^\d+$/.test(pid) && isRunning(Number(pid))) throw runsElsewhere(folder, path, `process ${pid}`);
}

async function isFresh(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs < FRESH_MS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw aboutPath(path, error);
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

function runsElsewhere(folder: string, path: string, who: string): CliError {
  return new CliError(`${folder} is in use by ${who}. Wait for it, or delete ${path} if it is gone.`);
}
