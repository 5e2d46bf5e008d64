/** Writes an export into a folder, where only files that earlier exports wrote are replaced. */
import { lstat, open, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { OWN_FILES, type OwnFiles } from '../../dataset/index.ts';
import { aboutPath, systemCode } from '../errors.ts';
import { makeFolders, writeAll } from '../files.ts';
import { release, removeOnExit } from '../temporary.ts';
import { ownFilesIn, stateOf } from './inputs/folder.ts';

/** What a file is until it is whole. One export at a time writes into a folder. */
const PART_FILE = '.blipscope-export.part';
/** Files between two times that the list of our files is stored. */
const SAVE_EVERY = 500;
/** Longer files are not compared with what is there. */
const MAX_COMPARED_BYTES = 64 << 20;

export class ExportSink {
  /** Files that this export has made, in order, and the outermost folders. */
  readonly #created: { path: string; file: string }[] = [];
  readonly #folders: string[] = [];
  readonly #merged = new Set<string>();
  #written = 0;

  private constructor(
    private readonly root: string,
    private readonly own: OwnFiles,
    private readonly dryRun: boolean,
  ) {}

  /** @param dryRun counts bytes, and writes nothing. */
  static async open(root: string, dryRun: boolean): Promise<ExportSink> {
    return new ExportSink(root, await ownFilesIn(root), dryRun);
  }

  /**
   * Writes a file as a whole or not at all. Returns its bytes, or null if the file is there and is not ours.
   * @throws {CliError} e.g. if the disk is full, and what reading the chunks throws.
   */
  async write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number | null> {
    const file = join(this.root, path);
    const isOurs = await this.#isOurs(path, file);
    if (this.dryRun) return isOurs === false ? null : countBytes(chunks);
    try {
      return await this.#write(path, file, isOurs, chunks);
    } catch (error) {
      throw aboutPath(file, error);
    }
  }

  /** The bytes of a file that is merged, and may be replaced then; null if there is none. */
  async openExisting(path: string): Promise<Uint8Array | null> {
    const file = join(this.root, path);
    try {
      const bytes = await readFile(file);
      this.#merged.add(path);
      return bytes;
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
      throw aboutPath(file, error);
    }
  }

  async finish(): Promise<void> {
    if (!this.dryRun && this.#written > 0) await this.#saveOwn();
  }

  /** Removes what this export has made. What replaced an older file of ours stays. */
  async discard(): Promise<void> {
    for (const { path, file } of this.#created.splice(0).reverse()) {
      await rm(file, { force: true }).catch(() => {});
      this.own.delete(path);
      await this.#removeEmpty(dirname(file));
    }
    if (this.#written > 0 && !this.own.isEmpty) await this.#saveOwn().catch(() => {});
  }

  /** Null where there is no file. A link is never ours: what it leads to may be anything. */
  async #isOurs(path: string, file: string): Promise<boolean | null> {
    try {
      const found = await lstat(file);
      if (!found.isFile()) return false;
      return this.#merged.has(path) || this.own.isOwn(path, stateOf(found));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      if (systemCode(error) === 'ENOTDIR') return false;
      throw aboutPath(file, error);
    }
  }

  async #write(
    path: string,
    file: string,
    isOurs: boolean | null,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<number | null> {
    const made = isOurs === null ? await makeFolders(dirname(file)) : undefined;
    if (made !== undefined) this.#folders.push(made);
    return this.#viaPart(isOurs === false ? this.root : dirname(file), async (part) => {
      const bytes = await writeChunks(part, chunks);
      // A killed export may have written the same, and not have come to its list.
      if (isOurs === false && !(await isEqual(part, file, bytes))) return null;
      if (isOurs === null) this.#created.push({ path, file });
      await rename(part, file);
      this.own.add(path, stateOf(await lstat(file)));
      this.#written += 1;
      if (this.#written % SAVE_EVERY === 0 || bytes > MAX_COMPARED_BYTES) await this.#saveOwn();
      return bytes;
    });
  }

  /** Its name is always the same, so that the next export removes what a killed one has left. */
  async #viaPart<T>(folder: string, write: (part: string) => Promise<T>): Promise<T> {
    const part = join(folder, PART_FILE);
    removeOnExit(part);
    try {
      await rm(part, { force: true });
      return await write(part);
    } finally {
      await rm(part, { force: true });
      release(part);
    }
  }

  /** Folders that this export has made, and in which nobody has put anything. */
  async #removeEmpty(folder: string): Promise<void> {
    if (!this.#folders.some((made) => folder === made || folder.startsWith(made + sep))) return;
    const isRemoved = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (isRemoved) await this.#removeEmpty(dirname(folder));
  }

  async #saveOwn(): Promise<void> {
    await this.#viaPart(this.root, async (part) => {
      await writeFile(part, this.own.toJson(), { flag: 'wx', flush: true });
      await rename(part, join(this.root, OWN_FILES));
    });
  }
}

async function writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      await writeAll(file, chunk);
      bytes += chunk.length;
    }
  } finally {
    await file.close();
  }
  return bytes;
}

async function isEqual(ours: string, theirs: string, bytes: number): Promise<boolean> {
  const found = await lstat(theirs).catch(() => null);
  if (!found?.isFile() || found.size !== bytes || bytes > MAX_COMPARED_BYTES) return false;
  return (await readFile(ours)).equals(await readFile(theirs));
}

async function countBytes(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}
