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

/** The files of a zip or tar file, also one in gzip, unpacked when they are opened. @throws {CollectionError} ('not-an-archive') */
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
    return await openArchive(blobSource(await withoutGzip(archive)));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw forPage(cause);
    const message = `${archive.name} cannot be opened: ${cause.message}.`;
    throw new CollectionError('not-an-archive', message, { cause });
  }
}

/** A file in gzip has no directory: it is unpacked as a whole, into what the browser keeps on the disk if it is large. */
async function withoutGzip(archive: Blob): Promise<Blob> {
  const [a, b] = new Uint8Array(await archive.slice(0, 2).arrayBuffer());
  if (a !== 0x1f || b !== 0x8b) return archive;
  try {
    return await new Response(archive.stream().pipeThrough(new DecompressionStream('gzip'))).blob();
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw new FormatError('its compressed data are damaged');
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
