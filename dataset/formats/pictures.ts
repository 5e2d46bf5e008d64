/** The bytes of pictures, for formats that have them. */

import { type ByteSource, bytesSource, chunksOf } from '../io/source.ts';
import { errorText, type OutputFile, type Records, type WriteContext } from './format.ts';

/** Larger pictures are read in pieces while they are written. */
const IN_MEMORY_BYTES = 64 << 20;

/**
 * Opens a picture, and reads it before anything of it is written: one that is gone or changed must not damage the file
 * that it goes into. Null for such a picture, which is skipped.
 */
export async function openPicture(path: string, context: WriteContext): Promise<ByteSource | null> {
  try {
    const source = await context.openPicture(path);
    const whole = source.size <= IN_MEMORY_BYTES;
    const head = await source.read(0, whole ? source.size : 1);
    return whole ? bytesSource(head) : source;
  } catch (error) {
    context.skip(path, 'unreadable', errorText(error));
    return null;
  }
}

/** Copies of the pictures, for formats whose texts lie beside them, if the options ask for them. */
export async function* copiedPictures(records: Records, context: WriteContext): AsyncGenerator<OutputFile> {
  if (!context.options.pictures) return;
  for await (const { record, leftOut } of records()) {
    if (leftOut !== null) continue;
    const source = await openPicture(record.path, context);
    if (source) yield { path: record.path, chunks: chunksOf(source) };
  }
}
