/** Writes the files that options name, without harm to what is there. */
import { access, constants, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { aboutPath, CliError, systemCode } from './errors.ts';
import { writeAll } from './files.ts';
import { release, temporaryIn } from './temporary.ts';

/** What an option writes: an older one may be replaced, any other file is somebody else's. */
export interface OutputKind {
  flag: string;
  /** 'a figure of blipscope' */
  kind: string;
  /** Whether a file that begins with these bytes is of this kind. */
  isOwn(start: Buffer): boolean;
}

/** Bytes that `isOwn` sees. */
const START_BYTES = 4096;

/**
 * Checks, before the work begins, that `file` may be written.
 * @throws {CliError} if it is one of `inputs`, a folder, or a file that is not an older result
 */
export async function requireWritable(
  file: string,
  { flag, kind, isOwn }: OutputKind,
  inputs: readonly (string | Buffer)[],
): Promise<void> {
  try {
    for (const input of inputs) {
      if (await isSame(file, input)) {
        throw new CliError(`${flag} ${file} is read by this command. Choose another name.`);
      }
    }
    const there = await statIfThere(file);
    if (there?.isDirectory()) throw new CliError(`${flag} ${file} is a folder. Name a file.`);
    if (!there || there.isFile()) await requireFolder(file, flag);
    if (!there?.isFile() || there.size === 0) return;
    if (isOwn(await startOf(file))) return;
  } catch (error) {
    throw aboutPath(`${flag} ${file}`, error);
  }
  throw new CliError(
    `${flag} ${file} exists and is not ${kind}, so it is not overwritten. Choose another name.`,
  );
}

async function requireFolder(file: string, flag: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new CliError(`${flag} ${file}: Its folder does not exist. Make it first.`);
  }
}

/** Whether both paths lead to one file, by whatever links. */
export async function isSame(one: string, other: string | Buffer): Promise<boolean> {
  if (typeof other === 'string' && resolve(one) === resolve(other)) return true;
  const [a, b] = await Promise.all([statIfThere(one), statIfThere(other)]);
  return a !== null && b !== null && a.ino === b.ino && a.dev === b.dev;
}

/**
 * Writes a file so that the older one stays until all bytes are on the disk. Pipes and devices are written directly.
 * @throws {CliError}
 */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  try {
    const there = await statIfThere(file);
    if (there && !there.isFile()) return await writeTo(file, 'w', bytes);
    // A link stays a link.
    const target = there ? await realpath(file) : resolve(file);
    await viaTemporary(target, bytes, there?.mode);
  } catch (error) {
    throw aboutPath(file, error);
  }
}

async function viaTemporary(target: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const temporary = temporaryIn(dirname(target));
  try {
    await writeTo(temporary, 'wx', bytes, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    release(temporary);
  }
}

async function writeTo(path: string, flags: string, bytes: Uint8Array, mode?: number): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    await writeAll(file, bytes);
    // Some disks report that they are full only now. Pipes have nothing to wait for.
    if (flags === 'wx') await file.sync();
  } finally {
    await file.close();
  }
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function statIfThere(path: string | Buffer) {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
