/** Reads and writes zip files with zip.js in this worker, without further workers. */
import { BlobReader, configure, ZipReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { PickedFile } from '../../core/protocol/index.ts';

configure({ useWebWorkers: false });

/** A file that is read once, from its start. */
export interface IncomingFile {
  path: string;
  /** The announced size; the stream may differ. */
  size: number;
  stream(): ReadableStream<Uint8Array>;
}

/** Writes the files into one zip, uncompressed: compression barely shrinks weights. `onBytes` receives the bytes read so far. */
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
 * Lists the files of a zip. A file is decompressed only when its stream is read.
 * @throws {Error} from zip.js if the file is not a zip
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

/** Turns a writer into a stream. A failure to write becomes a failure to read. */
function streamOf(write: (to: WritableStream<Uint8Array>) => Promise<unknown>): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  write(writable).catch((error) => writable.abort(error).catch(() => {}));
  return readable;
}
