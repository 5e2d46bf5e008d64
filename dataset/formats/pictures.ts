/** Copies of pictures, for formats whose texts lie beside them. */

import { chunksOf } from '../io/source.ts';
import { errorText, type OutputFile, type Records, type WriteContext } from './format.ts';

/** The pictures themselves, if the options ask for them. A picture that cannot be read is skipped. */
export async function* copiedPictures(records: Records, context: WriteContext): AsyncGenerator<OutputFile> {
  if (!context.options.pictures) return;
  for await (const { record } of records()) {
    const source = await context.openPicture(record.path).catch((error: unknown) => {
      context.skip(record.path, 'unreadable', errorText(error));
      return null;
    });
    if (source) yield { path: record.path, chunks: chunksOf(source) };
  }
}
