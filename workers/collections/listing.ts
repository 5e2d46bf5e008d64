/** Lists the pictures of a collection and the files that may hold their texts. */
import type { LeftOut } from '../../core/protocol/index.ts';
import { isPictureName, JSONL_FILE, mayHaveTexts } from '../../dataset/formats/index.ts';
import type { OwnFiles } from '../../dataset/index.ts';
import type { FileState } from '../capfilt/index.ts';
import { CollectionError } from './errors.ts';
import { inParallel } from './in-parallel.ts';
import type { ListedTexts } from './originals.ts';
import type { FileSource, SourceFile } from './sources/source.ts';

/** Most disks answer faster when asked for several files at once. */
const FILES_AT_ONCE = 16;

export interface ListedPicture extends FileState {
  path: string;
}

export interface Listing {
  /** In order of path. */
  pictures: ListedPicture[];
  texts: ListedTexts[];
  leftOut: LeftOut[];
}

export interface ListOptions {
  /** Whether no picture can have as many bytes. */
  isTooLarge: (bytes: number) => boolean;
  /** What exports have written is no part of the collection. */
  own: OwnFiles;
  onFound: (pictures: number) => void;
  signal: AbortSignal;
}

/** @throws {CollectionError} when the source cannot be read, and the signal's reason. */
export async function listFiles(source: FileSource, options: ListOptions): Promise<Listing> {
  const listing: Listing = { pictures: [], texts: [], leftOut: [] };
  await inParallel(source.list(), FILES_AT_ONCE, async (file) => {
    options.signal.throwIfAborted();
    await listFile(file, listing, options);
  });
  listing.pictures.sort(byPath);
  listing.texts.sort((a, b) => byPath(a.file, b.file));
  listing.leftOut.sort(byPath);
  return listing;
}

async function listFile(
  file: SourceFile,
  { pictures, texts, leftOut }: Listing,
  { isTooLarge, own, onFound }: ListOptions,
): Promise<void> {
  const { path } = file;
  const isPicture = isPictureName(path);
  if (!isPicture && !mayHaveTexts(path)) {
    if (!own.has(path)) leftOut.push({ path, reason: 'not-a-picture' });
    return;
  }
  const state = await readableState(file);
  const isOwn = state !== null && own.isOwn(path, state);
  if (isOwn && path !== JSONL_FILE) return;
  if (state === null) leftOut.push({ path, reason: 'unreadable' });
  else if (!isPicture) texts.push({ file, bytes: state.bytes, own: isOwn });
  else if (isTooLarge(state.bytes)) leftOut.push({ path, reason: 'too-large' });
  else {
    pictures.push({ path, ...state });
    onFound(pictures.length);
  }
}

/** Null for a file that cannot be read. @throws {CollectionError} when none can be. */
async function readableState(file: SourceFile): Promise<FileState | null> {
  try {
    return await file.state();
  } catch (error) {
    if (error instanceof CollectionError && error.code === 'file-missing') return null;
    throw error;
  }
}

/** The same in every language, unlike the order of `localeCompare`. */
function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
