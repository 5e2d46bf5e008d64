/** Files, folders and hashes for the exporter in Node. */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { MANIFEST_FILE } from '../core/manifest/manifest.ts';
import {
  type BundleSink,
  type ByteSource,
  type CheckpointFiles,
  type FileWriter,
  type Hashing,
  MATCHER_FILES,
} from '../model-export/index.ts';
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
    const file = await open(path, 'r');
    this.#opened.push(file);
    return new FileSource(file, (await file.stat()).size, path);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((file) => file.close()));
  }
}

/**
 * A bundle being written: a folder next to the final one, which it replaces when complete. A partial bundle is never
 * mistaken for a complete one.
 */
export class FolderSink implements BundleSink {
  #bytes = 0;
  readonly #writers: FileHandle[] = [];

  private constructor(
    private readonly out: string,
    private readonly partial: string,
  ) {}

  /** @throws {CliError} when `out` exists and is neither empty nor a bundle */
  static async create(out: string): Promise<FolderSink> {
    const target = resolve(out);
    await requireReplaceable(target);
    const partial = join(dirname(target), `.${basename(target)}.partial-${randomUUID()}`);
    await mkdir(partial, { recursive: true });
    return new FolderSink(target, partial);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async create(name: string): Promise<FileWriter> {
    if (basename(name) !== name) throw new CliError(`"${name}" is not a valid file name in a bundle.`);
    const file = await open(join(this.partial, name), 'w');
    this.#writers.push(file);
    return {
      write: async (bytes) => {
        await writeAll(file, bytes);
        this.#bytes += bytes.byteLength;
      },
      close: () => file.close(),
    };
  }

  /** Moves the finished bundle into place and deletes the older one. */
  async commit(): Promise<void> {
    const old = `${this.partial}-old`;
    const replaces = await renameIfThere(this.out, old);
    try {
      await rename(this.partial, this.out);
    } catch (error) {
      if (replaces) await rename(old, this.out);
      throw error;
    }
    if (replaces) await rm(old, { recursive: true });
  }

  /** Deletes what was written. */
  async discard(): Promise<void> {
    await Promise.allSettled(this.#writers.map((file) => file.close()));
    await rm(this.partial, { recursive: true, force: true });
  }
}

export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

export async function requireReplaceable(out: string): Promise<void> {
  const names = await listOut(out);
  if (names.length === 0 || names.includes(MANIFEST_FILE)) return;
  throw new CliError(
    `${out} holds other files and no bundle, so it is not overwritten. Choose another folder for --out.`,
  );
}

async function listOut(out: string): Promise<string[]> {
  try {
    return await readdir(out);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    if (systemCode(error) === 'ENOTDIR') throw new CliError(`${out} is a file. --out takes a folder.`);
    throw error;
  }
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
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

/** SHA-256 by Node, several times as fast as the portable one. */
export const nodeHashing: Hashing = {
  create: async () => {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  },
  digest: async (bytes) => createHash('sha256').update(bytes).digest('hex'),
};

/** The system's cache folder for this program. */
export function cacheFolder(): string {
  return join(cacheHome(), 'blipscope');
}

function cacheHome(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    case 'win32':
      return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
    default:
      return join(homedir(), '.cache');
  }
}
