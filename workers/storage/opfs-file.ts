/// <reference path="./sync-access-handle.d.ts" />

import type { BundleSink, FileWriter } from '../../model-export/index.ts';
import { StorageError } from './errors.ts';
import type { Folder } from './opfs.ts';

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
   * @throws {StorageError} ('busy') if another tab has it open
   */
  static async open(folder: Folder, name: string): Promise<OpfsFile> {
    const file = await folder.getFileHandle(name, { create: true });
    try {
      return new OpfsFile(name, await file.createSyncAccessHandle());
    } catch (error) {
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

  flush(): void {
    this.handle.flush();
    this.#unflushed = 0;
  }

  close(): void {
    this.handle.close();
  }

  #write(bytes: Uint8Array, at: number): number {
    try {
      return this.handle.write(bytes, { at });
    } catch (error) {
      throw isNamed(error, 'QuotaExceededError') ? storageFull(error) : error;
    }
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

export function storageFull(cause?: unknown): StorageError {
  return new StorageError(
    'storage-full',
    'The browser gives this site no more space. Delete a model that you do not need, or free space on the disk, and try again: what was downloaded is kept.',
    { cause },
  );
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

/** A bundle being written to a folder. The manifest is written last: without it there is no bundle. */
export class OpfsBundleSink implements BundleSink {
  readonly #open = new Set<OpfsFile>();

  constructor(private readonly folder: Folder) {}

  async create(name: string): Promise<FileWriter> {
    const file = await OpfsFile.open(this.folder, name);
    this.#open.add(file);
    file.clear();
    return {
      write: async (bytes) => file.append(bytes),
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
