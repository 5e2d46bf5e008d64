import {
  type ArchiveListing,
  blobSource,
  FormatError,
  type InputFile,
  isSystemFile,
  openArchive,
} from '../../../dataset/formats/index.ts';
import { CollectionError, fileMissing, forPage } from '../errors.ts';
import type { FileSource } from './source.ts';

/** The files of a zip or tar file, unpacked when they are opened. @throws {CollectionError} ('not-an-archive') */
export async function archiveSource(archive: File): Promise<FileSource> {
  const { files, leftOut } = await listingOf(archive);
  const entries = new Map(files.map((file) => [file.path, file]));
  const open = async (path: string) => {
    const entry = entries.get(path);
    if (!entry) throw fileMissing();
    return readEntry(entry, archive.lastModified);
  };
  const refused = async () => {
    throw fileMissing();
  };
  return {
    async *list() {
      for (const { path, size } of entries.values()) {
        if (isSystemFile(path)) continue;
        const state = { bytes: size, modified: archive.lastModified };
        yield { path, state: async () => state, open: () => open(path) };
      }
      for (const { name } of leftOut) yield { path: name, state: refused, open: refused };
    },
    open,
    check: async () => {
      await listingOf(archive);
    },
  };
}

async function listingOf(archive: File): Promise<ArchiveListing> {
  try {
    return await openArchive(blobSource(archive));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw forPage(cause);
    const message = `${archive.name} cannot be opened: ${cause.message}.`;
    throw new CollectionError('not-an-archive', message, { cause });
  }
}

async function readEntry(entry: InputFile, lastModified: number): Promise<File> {
  try {
    const source = await entry.open();
    const bytes = (await source.read(0, source.size)) as Uint8Array<ArrayBuffer>;
    return new File([bytes], entry.path.slice(entry.path.lastIndexOf('/') + 1), { lastModified });
  } catch (cause) {
    if (cause instanceof DOMException) throw forPage(cause);
    const message = 'The picture cannot be read from the archive: it is damaged there.';
    throw new CollectionError('corrupt-image', message, { cause });
  }
}
