/** Files, folders and hashes in Node. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteSource, Hashing } from '../model-export/index.ts';
import { CliError, systemCode } from './errors.ts';

export class FileSource implements ByteSource {
  constructor(
    private readonly file: FileHandle,
    readonly size: number,
    private readonly path: string,
  ) {}

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0)
        throw new CliError(`${this.path} ends at byte ${start + filled}, ${end} are needed.`);
      filled += bytesRead;
    }
    return bytes;
  }
}

export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

export type PathKind = 'file' | 'folder' | 'missing';

export async function pathKind(path: string): Promise<PathKind> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return 'missing';
    throw error;
  }
}

/**
 * Makes a folder and those around it. Returns the outermost one that was made, or undefined if all existed. Node's own
 * recursion never ends where the system makes no folders, as in `/proc`.
 */
export async function makeFolders(folder: string): Promise<string | undefined> {
  const parent = dirname(folder);
  try {
    return await makeFolder(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || parent === folder) throw error;
  }
  const outermost = await makeFolders(parent);
  const made = await makeFolder(folder);
  return outermost ?? made;
}

/** Returns the folder, or undefined if it existed. */
async function makeFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder);
    return folder;
  } catch (error) {
    // Some systems have another error for a folder that exists.
    if ((await pathKind(folder)) === 'folder') return undefined;
    throw error;
  }
}

/** SHA-256 by Node, several times as fast as the portable one. */
export const nodeHashing: Hashing = {
  create: async () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  digest: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
};
