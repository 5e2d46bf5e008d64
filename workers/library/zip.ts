/** Zip files by zip.js, in this worker: no workers of its own, and the browser's own decompression. */
import { BlobReader, configure, ZipReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { PickedFile } from '../../core/protocol/index.ts';

configure({ useWebWorkers: false });

/** A file that is to be read once, from its start. */
export interface IncomingFile {
  path: string;
  /** As it is announced; the stream may say otherwise. */
  size: number;
  stream(): ReadableStream<Uint8Array>;
}

/** Writes the files into one zip, uncompressed: weights hardly shrink. `onBytes` hears how many have been read. */
export async function writeZip(
  files: readonly PickedFile[],
  to: WritableStream<Uint8Array>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const zip = new ZipWriter(to, { level: 0 });
  let before = 0;
  for (const { path, file } of files) {
    await zip.add(path, file.stream(), {
      signal,
      uncompressedSize: file.size,
      onprogress: async (bytes: number) => onBytes(before + bytes),
    });
    before += file.size;
  }
  await zip.close();
}

/**
 * The files of a zip; none is unpacked before its stream is read.
 * @throws what zip.js throws for what is no zip
 */
export async function readZip(file: File): Promise<IncomingFile[]> {
  const entries = await new ZipReader(new BlobReader(file)).getEntries();
  return entries.flatMap((entry) =>
    entry.directory
      ? []
      : [
          {
            path: entry.filename,
            size: entry.uncompressedSize,
            stream: () => streamOf((to) => entry.getData(to)),
          },
        ],
  );
}

/** What is written to one end is read from the other; a failure to write is one to read. */
function streamOf(write: (to: WritableStream<Uint8Array>) => Promise<unknown>): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  write(writable).catch((error) => writable.abort(error).catch(() => {}));
  return readable;
}
