import { JOURNAL_LOCK } from '../../../dataset/index.ts';
import { CollectionError } from '../errors.ts';
import { findFile, replaceFile } from './folder-files.ts';

/** How the lock of a page begins: it says nothing of whether the page is still there. */
const PAGE = 'page ';
/** No page takes as many milliseconds to write. */
const STALE = 60_000;

/**
 * Runs the job while no other program writes into the folder. The file system of a browser cannot make a file only where
 * none is, so that a program that starts in the same few milliseconds is not noticed.
 * @param id of this lock.
 * @throws {CollectionError} ('journal-in-use'), and errors of the browser.
 */
export async function whileFolderLocked<T>(
  folder: FileSystemDirectoryHandle,
  { id, now }: { id: string; now: number },
  job: () => Promise<T>,
): Promise<T> {
  const there = await findFile(folder, JOURNAL_LOCK);
  if (there && !(await isStale(there, now))) throw inUse(await there.text());
  const own = PAGE + id;
  await replaceFile(folder, JOURNAL_LOCK, own);
  try {
    return await job();
  } finally {
    await release(folder, own).catch(() => {});
  }
}

/** A lock that is empty has just been made, or its program was killed then. */
async function isStale(lock: File, now: number): Promise<boolean> {
  const text = await lock.text();
  return (text === '' || text.startsWith(PAGE)) && now - lock.lastModified > STALE;
}

async function release(folder: FileSystemDirectoryHandle, own: string): Promise<void> {
  const there = await findFile(folder, JOURNAL_LOCK);
  if (there && (await there.text()) === own) await folder.removeEntry(JOURNAL_LOCK);
}

function inUse(owner: string): CollectionError {
  const [pid, host] = owner.split(' ');
  const who = /^\d+$/.test(pid ?? '') ? `process ${pid} on ${host ?? 'this machine'}` : 'another program';
  return new CollectionError(
    'journal-in-use',
    `The journal is not written while ${who} works in the folder. If it is gone, delete ${JOURNAL_LOCK} there.`,
  );
}
