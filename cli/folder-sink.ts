/** Writes a bundle into a folder, and touches nothing there but files of an older bundle. */
import { renameSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MANIFEST_FILE, MAX_MANIFEST_BYTES } from '../core/manifest/manifest.ts';
import type { BundleSink, FileWriter } from '../model-export/index.ts';
import { aboutPath, CliError, systemCode } from './errors.ts';
import { makeFolders, pathKind, writeAll } from './files.ts';
import { readText } from './read-file.ts';
import { isTemporary, release, removeOnExit, temporaryIn } from './temporary.ts';

/**
 * A bundle being written: a temporary folder, whose files are moved when all are complete. A partial bundle is never
 * mistaken for a complete one, and a failure leaves the older bundle.
 */
export class FolderSink implements BundleSink {
  #bytes = 0;
  readonly #writers: FileHandle[] = [];

  private constructor(
    /** As the person named it. */
    private readonly out: string,
    private readonly target: string,
    private readonly partial: string,
    /** The outermost folder that was made for this bundle, or undefined if all existed. */
    private readonly made: string | undefined,
  ) {}

  /** @throws {CliError} when `out` has files that are not a bundle's, or may not be written */
  static async create(out: string): Promise<FolderSink> {
    await requireReplaceable(out);
    return about(out, async () => {
      const there = await realpathIfThere(out);
      // Inside an existing folder, because its parent may be on another disk, or not be writable.
      const target = there ?? resolve(out);
      const parent = there ?? dirname(target);
      const made = await makeFolders(parent);
      const partial = temporaryIn(parent);
      await mkdir(partial);
      return new FolderSink(out, target, partial, made);
    });
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async create(name: string): Promise<FileWriter> {
    if (basename(name) !== name) throw new CliError(`"${name}" is not a valid file name in a bundle.`);
    const file = await about(this.out, () => open(join(this.partial, name), 'wx'));
    this.#writers.push(file);
    return {
      write: async (bytes) => {
        await about(this.out, () => writeAll(file, bytes));
        this.#bytes += bytes.byteLength;
      },
      close: () => file.close(),
    };
  }

  /**
   * Moves the finished bundle into place. Of what is there, only the files of the older bundle are replaced or deleted.
   * @throws {CliError} if a file of the new bundle has the name of a foreign one
   */
  async commit(): Promise<void> {
    await about(this.out, async () => {
      if (!(await moved(this.partial, this.target))) await this.#replace();
    });
    release(this.partial);
  }

  async #replace(): Promise<void> {
    const old = await ownFiles(this.target);
    const names = await readdir(this.partial);
    const there = await readdir(this.target);
    const taken = new Set(there.filter((name) => !old.includes(name)).map((name) => name.toLowerCase()));
    const foreign = names.find((name) => taken.has(name.toLowerCase()));
    if (foreign !== undefined) {
      throw new CliError(
        `${join(this.out, foreign)} is not of the older bundle, so it is not overwritten. Choose another folder for --out.`,
      );
    }
    const aside = `${this.partial}-old`;
    await mkdir(aside);
    // Synchronous, so that no signal ends the program between two moves.
    const undo: [from: string, to: string][] = [];
    const move = (name: string, from: string, to: string) => {
      renameSync(join(from, name), join(to, name));
      undo.unshift([join(to, name), join(from, name)]);
    };
    try {
      // Without its manifest, a folder is no bundle: it goes first and comes last.
      for (const name of old) move(name, this.target, aside);
      for (const name of manifestLast(names)) move(name, this.partial, this.target);
    } catch (error) {
      for (const [from, to] of undo) renameSync(from, to);
      await rmdir(aside);
      throw error;
    }
    removeOnExit(aside);
    await rm(aside, { recursive: true });
    release(aside);
    await rmdir(this.partial);
  }

  /** Deletes what was written, and the folders that were made for it. */
  async discard(): Promise<void> {
    await Promise.allSettled(this.#writers.map((file) => file.close()));
    await rm(this.partial, { recursive: true, force: true });
    release(this.partial);
    if (this.made !== undefined) await removeEmpty(dirname(this.target), this.made);
  }
}

/** Removes `folder` and the folders around it up to `last`, as long as they are empty. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== last) await removeEmpty(dirname(folder), last);
}

/** Renames a folder; false if there is one with this name. */
async function moved(from: string, to: string): Promise<boolean> {
  if ((await realpathIfThere(to)) !== null) return false;
  await rename(from, to);
  return true;
}

/**
 * Checks that a bundle may be written to `out`.
 * @throws {CliError} if `out` is a file, or a folder with files but no readable bundle
 */
export async function requireReplaceable(out: string): Promise<void> {
  await about(out, async () => {
    const names = await listOut(out);
    if (names.every(isTemporary) || names.includes(MANIFEST_FILE)) return ownFiles(out);
    throw new CliError(
      `${out} holds other files and no bundle, so it is not overwritten. Choose another folder for --out.`,
    );
  });
}

async function listOut(out: string): Promise<string[]> {
  try {
    return await readdir(out);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    if ((await pathKind(out)) === 'file')
      throw new CliError(`${out} is a file, and a bundle needs a folder. Choose another name.`);
    throw error;
  }
}

/**
 * The files of the bundle in `folder`, its manifest first; none if there is no bundle.
 * @throws {CliError} if its manifest does not tell them
 */
async function ownFiles(folder: string): Promise<string[]> {
  const there = await listOut(folder);
  if (!there.includes(MANIFEST_FILE)) return [];
  const files = listedFiles(await readText(join(folder, MANIFEST_FILE), { maxBytes: MAX_MANIFEST_BYTES }));
  if (files === null) {
    throw new CliError(
      `${join(folder, MANIFEST_FILE)} does not tell which files are the bundle’s, so nothing is overwritten. Choose another folder for --out.`,
    );
  }
  const entries = await readdir(folder, { withFileTypes: true });
  // A bundle has no folders: one with the name of a file is somebody else's.
  const present = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return [MANIFEST_FILE, ...files.filter((name) => present.includes(name))];
}

/** Of any version, so that older and newer bundles can be replaced. */
function listedFiles(json: string): string[] | null {
  try {
    const { format, files } = JSON.parse(json);
    if (!String(format).startsWith('blipscope-')) return null;
    const names = Object.keys(files);
    return names.every((name) => basename(name) === name && name !== MANIFEST_FILE) ? names : null;
  } catch {
    return null;
  }
}

function manifestLast(names: readonly string[]): string[] {
  return [...names.filter((name) => name !== MANIFEST_FILE), MANIFEST_FILE];
}

async function realpathIfThere(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The person knows `out`, not the paths of temporary files. */
async function about<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw aboutPath(out, error);
  }
}
