/** The origin private file system (OPFS) with downloads and installed bundles. */
import { StorageError } from './errors.ts';

export type Folder = FileSystemDirectoryHandle;

const ROOT = 'blipscope';

/**
 * Opens the root folder, creating it if necessary.
 * @throws {StorageError} ('storage-off') if the browser has no OPFS
 */
export async function openRoot(): Promise<Folder> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
  } catch (error) {
    throw new StorageError(
      'storage-off',
      'This browser lets the page keep no files, so models cannot be installed. A private window or blocked site data may be why: use an ordinary window, or allow this site to store data.',
      { cause: error },
    );
  }
}

/** The folder at a path, created if necessary. */
export async function makeFolder(parent: Folder, ...path: string[]): Promise<Folder> {
  let folder = parent;
  for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true });
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

export async function readJson(folder: Folder, name: string): Promise<unknown> {
  const file = await findFile(folder, name);
  try {
    return file && JSON.parse(await file.text());
  } catch {
    // Truncated when the tab was closed: treated as missing.
    return null;
  }
}

export async function listNames(folder: Folder): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names.sort();
}

/** Deletes a file, or a folder with its contents. Does nothing if it does not exist. */
export async function remove(folder: Folder, name: string): Promise<void> {
  await orNull(folder.removeEntry(name, { recursive: true }));
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
