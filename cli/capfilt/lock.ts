/** One run at a time writes into a folder. */
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { aboutPath, CliError, systemCode } from '../errors.ts';
import { release, removeOnExit } from '../temporary.ts';

const LOCK_FILE = '.blipscope.lock';

/**
 * Runs the job while no other program runs in the folder. A lock that a killed program left is taken over.
 * @throws {CliError} if another program runs there.
 */
export async function whileLocked<T>(folder: string, job: () => Promise<T>): Promise<T> {
  const path = join(folder, LOCK_FILE);
  const own = `${process.pid} ${hostname()}`;
  try {
    if (!(await take(path, own))) {
      await requireStale(path, folder);
      rmSync(path, { force: true });
      if (!(await take(path, own))) throw runsElsewhere(folder, path, 'another program');
    }
  } catch (error) {
    throw aboutPath(path, error);
  }
  removeOnExit(path);
  try {
    return await job();
  } finally {
    rmSync(path, { force: true });
    release(path);
  }
}

async function take(path: string, own: string): Promise<boolean> {
  try {
    await writeFile(path, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @throws {CliError} unless the program that made the lock is gone. */
async function requireStale(path: string, folder: string): Promise<void> {
  const [pid = '', host] = (await readFile(path, 'utf8')).split(' ');
  if (host !== undefined && host !== hostname())
    throw runsElsewhere(folder, path, `process ${pid} on ${host}`);
  if (/^\d+$/.test(pid) && isRunning(Number(pid))) throw runsElsewhere(folder, path, `process ${pid}`);
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
