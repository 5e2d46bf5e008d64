/** What of picked or dropped files is opened as a collection, and not picture by picture. */
import type { CollectionSource, PickedFile } from '../../../../core/protocol';
import { isTelling } from '../../models/install/model-files';

/** More pictures than these at once are a collection. */
export const MAX_SINGLE = 20;

const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;
/** A zip file's list of names is at its end; a bundle's is short. */
const ZIP_TAIL = 65_536;
const MANIFEST = 'blipscope.json';

/** The archive that was dropped or picked alone; null for other files and for a model's zip file. */
export async function archiveIn(files: readonly PickedFile[]): Promise<CollectionSource | null> {
  const [only] = files;
  if (!only || files.length > 1 || !ARCHIVE.test(only.path) || (await isBundle(only.file))) return null;
  return { kind: 'archive', name: only.file.name, file: only.file };
}

/**
 * The collection that files without a model among them are; null for a few pictures.
 * @param folder the one folder that they come from, by its name.
 */
export function collectionOf(files: readonly PickedFile[], folder: string | null): CollectionSource | null {
  if (folder === null && files.length <= MAX_SINGLE) return null;
  return { kind: 'files', name: folder ?? '', files };
}

/** Whether a zip file is a model: its manifest's name is in the list at the end. */
async function isBundle(file: Blob): Promise<boolean> {
  const tail = await file.slice(-ZIP_TAIL).text();
  return tail.includes(MANIFEST);
}

/** Whether there is a model in a folder, or in the folders directly in it. */
export async function holdsModel(folder: FileSystemDirectoryHandle, depth = 1): Promise<boolean> {
  for await (const entry of entriesOf(folder)) {
    if (entry.kind === 'file' && isTelling({ path: entry.name }) && !ARCHIVE.test(entry.name)) return true;
    if (
      entry.kind === 'directory' &&
      depth > 0 &&
      (await holdsModel(entry as FileSystemDirectoryHandle, depth - 1))
    )
      return true;
  }
  return false;
}

/** TypeScript's DOM library declares the handle without its iterators. */
function entriesOf(folder: FileSystemDirectoryHandle): AsyncIterable<FileSystemHandle> {
  return (folder as FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }).values();
}
