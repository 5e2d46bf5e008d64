/** Files, folders and hashes for the exporter in Node. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ByteSource, type CheckpointFiles, type Hashing, MATCHER_FILES } from '../model-export/index.ts';
import { CliError, systemCode } from './errors.ts';
import { READ_FLAGS } from './read-file.ts';

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

/** A checkpoint's folder. Files stay open until `close`. */
export class CheckpointFolder implements CheckpointFiles {
  readonly #opened: FileHandle[] = [];

  private constructor(
    private readonly folder: string,
    private readonly names: string[],
  ) {}

  /** `includes` selects the names that belong to the checkpoint. */
  static async open(
    folder: string,
    includes: (name: string, names: readonly string[]) => boolean = () => true,
  ): Promise<CheckpointFolder> {
    const entries = await readdir(folder, { withFileTypes: true });
    // The hub's cache holds links to files. Opening a name shows what it is.
    const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const kinds = await Promise.all(MATCHER_FILES.map((name) => pathKind(join(folder, name))));
    const all = [...names, ...MATCHER_FILES.filter((_, index) => kinds[index] === 'file')];
    return new CheckpointFolder(
      folder,
      all.filter((name) => includes(name, all)),
    );
  }

  list(): string[] {
    return [...this.names];
  }

  async open(name: string): Promise<ByteSource> {
    const path = join(this.folder, name);
    const file = await open(path, READ_FLAGS);
    this.#opened.push(file);
    const kind = await file.stat();
    if (!kind.isFile()) throw new CliError(`${path} is not a file.`);
    return new FileSource(file, kind.size, path);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((file) => file.close()));
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
