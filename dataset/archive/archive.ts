/** Zip and tar files: their entries are listed and read by slices, and nothing is unpacked beforehand. */

import { safePath } from '../io/paths.ts';
import { type ByteSource, FormatError, type InputFile } from '../io/source.ts';
import { isTar, tarEntries } from './tar.ts';
import { isZip, zipEntries } from './zip.ts';

/** Why an entry of an archive cannot be read. */
export const ARCHIVE_PROBLEMS = [
  /** Its name leads out of the archive. */
  'path-outside',
  'encrypted',
  /** Another entry before it has the same name. */
  'duplicate',
  /** A symbolic or hard link, or a device. */
  'link',
  /** A compression that is not deflate. */
  'unsupported',
  'too-large',
  /** The archive ends before it, or has no more entries that make sense. */
  'damaged',
] as const;
/** One of `ARCHIVE_PROBLEMS`. */
export type ArchiveProblem = (typeof ARCHIVE_PROBLEMS)[number];

/** What a kind of archive finds: a file, or why an entry is none. */
export interface RawEntry {
  /** As the archive has it. */
  name: string;
  size: number;
  problem: ArchiveProblem | null;
  open(): Promise<ByteSource>;
}

export interface ArchiveListing {
  files: InputFile[];
  leftOut: { name: string; problem: ArchiveProblem }[];
}

/** What operating systems add. */
const SYSTEM_FILES = /(^|\/)(__MACOSX\/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Lists the files of an archive, by its first bytes a zip or a tar. Folders and files of operating systems are left out
 * without a word.
 * @throws {FormatError} if it is neither, or its directory is damaged.
 */
export async function openArchive(source: ByteSource): Promise<ArchiveListing> {
  const head = await source.read(0, Math.min(512, source.size));
  if (isZip(head)) return listed(await zipEntries(source));
  if (isTar(head)) return listed(await tarEntries(source));
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new FormatError('compressed with gzip: unpack it once, and open the tar file');
  throw new FormatError('neither a zip nor a tar file');
}

/** The entries of a tar file, as `openArchive` lists them. A file that is none has one entry, which is damaged. */
export async function listedTar(source: ByteSource): Promise<ArchiveListing> {
  return listed(await tarEntries(source));
}

function listed(entries: readonly RawEntry[]): ArchiveListing {
  const files = new Map<string, InputFile>();
  const leftOut: ArchiveListing['leftOut'] = [];
  for (const { name, size, problem, open } of entries) {
    const path = safePath(name);
    if (path !== null && SYSTEM_FILES.test(path)) continue;
    const found = problem ?? (path === null ? 'path-outside' : files.has(path) ? 'duplicate' : null);
    if (found !== null || path === null) leftOut.push({ name, problem: found ?? 'path-outside' });
    else files.set(path, { path, size, open });
  }
  return { files: [...files.values()], leftOut };
}
