/** Where a zip file is written until the page saves it. */
import type { Locks } from '../../library/locks.ts';
import { StorageError } from '../../storage/errors.ts';
import { type Folder, findFile, listNames, makeFolder, remove } from '../../storage/opfs.ts';
import { OpfsFile } from '../../storage/opfs-file.ts';

export interface ZipFile {
  append(bytes: Uint8Array<ArrayBuffer>): void;
  finish(): Promise<File>;
  discard(): Promise<void>;
}

export interface ZipServices {
  openRoot: () => Promise<Folder>;
  locks: Locks;
  newId: () => string;
}

/** Zip files that the page may still be saving: a folder for each. */
const EXPORTS = 'exports';

/**
 * A file in the browser's private file system, so that memory does not grow with it; without one, as in private windows of
 * Safari and over plain http, a file in memory.
 * @throws {StorageError}
 */
export async function openZipFile(services: ZipServices, name: string): Promise<ZipFile> {
  try {
    return await openStored(services, name);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'storage-off') return inMemory(name);
    throw error;
  }
}

/** Deletes zip files of closed tabs and earlier exports of this one. @throws {StorageError} */
async function openStored({ openRoot, locks, newId }: ZipServices, name: string): Promise<ZipFile> {
  const exports = await makeFolder(await openRoot(), EXPORTS);
  for (const id of await listNames(exports)) {
    await locks.release(lockOf(id));
    await locks.ifFree(lockOf(id), () => remove(exports, id));
  }
  const id = newId();
  await locks.hold(lockOf(id));
  const folder = await makeFolder(exports, id);
  const file = await OpfsFile.open(folder, name);
  return {
    append: (bytes) => file.append(bytes),
    finish: async () => {
      file.flush();
      file.close();
      return (await findFile(folder, name))!;
    },
    discard: async () => {
      file.close();
      await remove(exports, id);
    },
  };
}

/** The browser may move the parts of a file to its disk, but not the bytes of an array. */
const PART_BYTES = 2 ** 23;

function inMemory(name: string): ZipFile {
  const parts: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const pack = () => {
    parts.push(new Blob(chunks));
    chunks = [];
    bytes = 0;
  };
  return {
    append: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= PART_BYTES) pack();
    },
    finish: async () => {
      pack();
      return new File(parts, name, { type: 'application/zip' });
    },
    discard: async () => {},
  };
}

function lockOf(id: string): string {
  return `export ${id}`;
}
