import {
  BlobReader,
  BlobWriter,
  configure,
  type FileEntry,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { CollectionError, fileMissing } from '../errors.ts';
import { type FileSource, isSystemFile } from './source.ts';

configure({ useWebWorkers: false });

/** The files of a zip file, which are decompressed when they are opened. @throws {CollectionError} ('not-an-archive') */
export async function archiveSource(archive: File): Promise<FileSource> {
  const entries = await entriesOf(archive);
  const open = async (path: string) => {
    const entry = entries.get(path);
    if (!entry) throw fileMissing();
    return readEntry(path, entry);
  };
  return {
    async *list() {
      for (const [path, { uncompressedSize, lastModDate }] of entries) {
        const state = { bytes: uncompressedSize, modified: lastModDate.getTime() };
        yield { path, state: async () => state, open: () => open(path) };
      }
    },
    open,
    check: async () => {
      await entriesOf(archive);
    },
  };
}

async function entriesOf(archive: File): Promise<Map<string, FileEntry>> {
  try {
    const entries = await new ZipReader(new BlobReader(archive)).getEntries();
    const files = entries.filter((entry) => !entry.directory && !isSystemFile(entry.filename));
    return new Map(files.map((entry) => [entry.filename, entry as FileEntry]));
  } catch (cause) {
    const message = `${archive.name} is damaged, cut short, or no zip file. Choose another copy of it.`;
    throw new CollectionError('not-an-archive', message, { cause });
  }
}

async function readEntry(path: string, entry: FileEntry): Promise<File> {
  try {
    const blob = await entry.getData(new BlobWriter());
    return new File([blob], path.slice(path.lastIndexOf('/') + 1), {
      lastModified: entry.lastModDate.getTime(),
    });
  } catch (cause) {
    const message = 'The picture cannot be read from the archive: it is damaged or encrypted.';
    throw new CollectionError('corrupt-image', message, { cause });
  }
}
