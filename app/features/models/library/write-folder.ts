import { MANIFEST_FILE } from '../../../../core/manifest/manifest';
import type { CopyProgress, PickedFile } from '../../../../core/protocol';
import { RequestAborted } from '../../../worker-client/client';

export interface Copying {
  signal: AbortSignal;
  report: (progress: CopyProgress) => void;
}

/** Reports beyond what a person can see only keep the page busy. */
const STEPS = 400;

/** A stored file, which the message names, could not be read; the folder is not at fault. */
export class SourceUnreadable extends Error {
  override name = 'SourceUnreadable';
}

/**
 * Writes files into a new folder, the manifest last: what is interrupted is no bundle. What was written is deleted if
 * it fails or is stopped.
 * @returns the folder's name: `name`, or with a number if there is anything of that name.
 * @throws {SourceUnreadable | RequestAborted}
 * @throws {DOMException} if the folder cannot be written to
 */
export async function writeNewFolder(
  parent: FileSystemDirectoryHandle,
  name: string,
  files: readonly PickedFile[],
  copying: Copying,
): Promise<string> {
  const free = await freeName(parent, name);
  const folder = await parent.getDirectoryHandle(free, { create: true });
  const written: string[] = [];
  try {
    await writeAll(folder, files, copying, written);
  } catch (error) {
    await undo(parent, folder, written);
    throw error;
  }
  return free;
}

/** Nothing that is there is written to, not even an empty folder: it is not ours. */
async function freeName(parent: FileSystemDirectoryHandle, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!(await isTaken(parent, candidate))) return candidate;
  }
}

async function isTaken(parent: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await parent.getDirectoryHandle(name);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'NotFoundError') return false;
    if (error.name === 'TypeMismatchError') return true;
    throw error;
  }
}

async function writeAll(
  folder: FileSystemDirectoryHandle,
  files: readonly PickedFile[],
  { signal, report }: Copying,
  written: string[],
): Promise<void> {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  let [doneBytes, reported] = [0, 0];
  report({ doneBytes, totalBytes });
  for (const { path, file } of manifestLast(files)) {
    written.push(path);
    const target = await (await folder.getFileHandle(path, { create: true })).createWritable();
    try {
      for await (const piece of piecesOf(file)) {
        if (signal.aborted) throw new RequestAborted('Saving was stopped.');
        await target.write(piece);
        doneBytes += piece.byteLength;
        if (doneBytes - reported < totalBytes / STEPS) continue;
        reported = doneBytes;
        report({ doneBytes, totalBytes });
      }
    } catch (error) {
      await target.abort().catch(() => {});
      throw error;
    }
    await target.close();
  }
}

function manifestLast(files: readonly PickedFile[]): PickedFile[] {
  return files.toSorted((a, b) => Number(a.path === MANIFEST_FILE) - Number(b.path === MANIFEST_FILE));
}

async function* piecesOf(file: File): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw new SourceUnreadable(file.name, { cause });
      });
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Leaves what others put there meanwhile: a folder is deleted only if it is empty. */
async function undo(
  parent: FileSystemDirectoryHandle,
  folder: FileSystemDirectoryHandle,
  written: readonly string[],
): Promise<void> {
  for (const path of written) await folder.removeEntry(path).catch(() => {});
  await parent.removeEntry(folder.name).catch(() => {});
}
