/** The origin private file system (OPFS) with downloads and installed bundles. */
import { readFailed, reading, storageFull, storageOff } from './errors.ts';

export type Folder = FileSystemDirectoryHandle;

/** Copies of the app on one origin share it: see docs/hosting.md. */
const ROOT = 'blipscope';

/** Errors of a browser that lets pages store nothing, as in private windows. Safari's is `UnknownError`. */
const OFF: readonly string[] = ['SecurityError', 'NotSupportedError', 'NotAllowedError', 'UnknownError'];

/**
 * Opens the root folder, creating it if necessary.
 * @throws {StorageError} ('storage-off') if the browser has no OPFS; ('read-failed', 'storage-full') if it fails
 */
export async function openRoot(): Promise<Folder> {
  if (!storesFiles()) throw storageOff();
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
  } catch (error) {
    if (!(error instanceof DOMException) || OFF.includes(error.name)) throw storageOff(error);
    throw error.name === 'QuotaExceededError' ? storageFull(error) : readFailed(error);
  }
}

/** Whether the browser has what storing models needs; some private windows and browsers under automation lack it. */
function storesFiles(): boolean {
  const { storage, locks }: { storage?: StorageManager; locks?: LockManager } = navigator;
  return typeof storage?.getDirectory === 'function' && locks !== undefined;
}

/**
 * The folder at a path, created if necessary.
 * @throws {StorageError} ('read-failed')
 */
export async function makeFolder(parent: Folder, ...path: string[]): Promise<Folder> {
  let folder = parent;
  for (const name of path) folder = await reading(folder.getDirectoryHandle(name, { create: true }));
  return folder;
}

/** Null when there is none. */
export async function findFolder(parent: Folder, ...path: string[]): Promise<Folder | null> {
  let folder: Folder | null = parent;
  for (const name of path) folder = folder && (await orNull(folder.getDirectoryHandle(name)));
  return folder;
}

/** Null when there is none. */
export async function findFile(folder: Folder, name: string): Promise<File | null> {
  const handle = await orNull(folder.getFileHandle(name));
  return handle && orNull(handle.getFile());
}

/**
 * Null when there is no such file, or the tab was closed while it was written.
 * @throws {StorageError} ('read-failed')
 */
export async function readJson(folder: Folder, name: string): Promise<unknown> {
  const file = await findFile(folder, name);
  const text = file && (await reading(file.text()));
  try {
    return text && JSON.parse(text);
  } catch {
    return null;
  }
}

export async function listNames(folder: Folder): Promise<string[]> {
  return (await reading(namesIn(folder))).sort();
}

async function namesIn(folder: Folder): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

/** Deletes a file, or a folder with its contents. Does nothing if it does not exist. */
export async function remove(folder: Folder, name: string): Promise<void> {
  await orNull(folder.removeEntry(name, { recursive: true }));
}

/** Nothing of that name is there, or a file in place of a folder, or a folder in place of a file. */
const ABSENT: readonly string[] = ['NotFoundError', 'TypeMismatchError'];

/** Null when the file or folder is not there, or no longer. */
export async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await reading(promise);
  } catch (error) {
    if (error instanceof DOMException && ABSENT.includes(error.name)) return null;
    throw error;
  }
}
