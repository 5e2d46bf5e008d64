/// <reference path="./sync-access-handle.d.ts" />

import type { BundleSink, FileWriter } from '../../model-export/index.ts';
import { StorageError, storageFull, storageOff } from './errors.ts';
import { type Folder, readJson, remove } from './opfs.ts';

/** Bytes after which data is flushed to survive a crash of the machine; closing the tab loses nothing. */
const FLUSH_BYTES = 64 * 1024 * 1024;

/**
 * A file in OPFS that only this worker has open. Reads and writes are synchronous and in place, and survive the tab
 * being closed.
 */
export class OpfsFile {
  #unflushed = 0;

  private constructor(
    private readonly name: string,
    private readonly handle: FileSystemSyncAccessHandle,
  ) {}

  /**
   * Opens or creates the file.
   * @throws {StorageError} ('busy') if another tab has it open; ('storage-full'); ('storage-off') if the browser cannot
   *   write files in place
   */
  static async open(folder: Folder, name: string): Promise<OpfsFile> {
    try {
      const file = await folder.getFileHandle(name, { create: true });
      if (typeof file.createSyncAccessHandle !== 'function') throw storageOff();
      return new OpfsFile(name, await file.createSyncAccessHandle());
    } catch (error) {
      if (isNamed(error, 'QuotaExceededError')) throw storageFull(error);
      if (!isNamed(error, 'NoModificationAllowedError')) throw error;
      throw new StorageError(
        'busy',
        `Another tab is writing ${name}. Let it finish there, or close that tab and try again.`,
        { cause: error },
      );
    }
  }

  get size(): number {
    return this.handle.getSize();
  }

  /**
   * Appends all bytes.
   * @throws {StorageError} ('storage-full')
   */
  append(bytes: Uint8Array): void {
    const start = this.size;
    let written = 0;
    while (written < bytes.byteLength) {
      const count = this.#write(bytes.subarray(written), start + written);
      if (count === 0) throw storageFull();
      written += count;
    }
    this.#unflushed += written;
    if (this.#unflushed >= FLUSH_BYTES) this.flush();
  }

  /**
   * Bytes [start, end).
   * @throws {RangeError} if the file ends before
   */
  read(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    while (filled < bytes.byteLength) {
      const count = this.handle.read(bytes.subarray(filled), { at: start + filled });
      if (count === 0) throw new RangeError(`${this.name} ends at byte ${start + filled}, ${end} are needed`);
      filled += count;
    }
    return bytes;
  }

  clear(): void {
    this.handle.truncate(0);
  }

  /**
   * Does nothing if nothing was appended since.
   * @throws {StorageError} ('storage-full')
   */
  flush(): void {
    if (this.#unflushed > 0) whileRoom(() => this.handle.flush());
    this.#unflushed = 0;
  }

  close(): void {
    this.handle.close();
  }

  #write(bytes: Uint8Array, at: number): number {
    return whileRoom(() => this.handle.write(bytes, { at }));
  }
}

function whileRoom<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw isNamed(error, 'QuotaExceededError') ? storageFull(error) : error;
  }
}

/** Replaces a small file's contents. */
export async function writeFile(folder: Folder, name: string, content: Uint8Array | string): Promise<void> {
  const file = await OpfsFile.open(folder, name);
  try {
    file.clear();
    file.append(typeof content === 'string' ? new TextEncoder().encode(content) : content);
    file.flush();
  } finally {
    file.close();
  }
}

/** For a file that cannot be had again: a second copy is whole while the first one is written. */
export async function writeJsonSafely(folder: Folder, name: string, value: unknown): Promise<void> {
  const content = JSON.stringify(value);
  await writeFile(folder, copyOf(name), content);
  await writeFile(folder, name, content);
  await remove(folder, copyOf(name));
}

/** As `readJson`, for files of `writeJsonSafely`. */
export async function readJsonSafely(folder: Folder, name: string): Promise<unknown> {
  return (await readJson(folder, name)) ?? readJson(folder, copyOf(name));
}

/** The copy first: alone it would count as the file. */
export async function removeJsonSafely(folder: Folder, name: string): Promise<void> {
  await remove(folder, copyOf(name));
  await remove(folder, name);
}

function copyOf(name: string): string {
  return `${name}.copy`;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

/** A bundle being written to a folder. The manifest is written last: without it there is no bundle. */
export class OpfsBundleSink implements BundleSink {
  readonly #open = new Set<OpfsFile>();
  #written = 0;

  constructor(private readonly folder: Folder) {}

  /** Bytes of all files so far. */
  get written(): number {
    return this.#written;
  }

  async create(name: string): Promise<FileWriter> {
    const file = await OpfsFile.open(this.folder, name);
    this.#open.add(file);
    file.clear();
    return {
      write: async (bytes) => {
        file.append(bytes);
        this.#written += bytes.byteLength;
      },
      close: async () => {
        file.flush();
        file.close();
        this.#open.delete(file);
      },
    };
  }

  /** Closes files that a failure left open, so that the folder can be deleted. */
  abandon(): void {
    for (const file of this.#open) file.close();
    this.#open.clear();
  }
}
