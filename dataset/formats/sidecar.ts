/**
 * A text file beside each picture. One text a line, the chosen one first: kohya's scripts train with the first line,
 * or with a random one when wildcards are on.
 */

import { foldedPath, stemOf } from '../io/paths.ts';
import { encodeText, oneLine } from '../io/text.ts';
import type { ExportRecord, FormatWriter, OutputFile, Records, WriteContext } from './format.ts';
import { copiedPictures } from './pictures.ts';

/** @param ending with its dot. */
export function sidecarWriter(ending: '.txt' | '.caption'): FormatWriter {
  return {
    async *write(records, context) {
      yield* sidecars(records, context, ending);
      yield* copiedPictures(records, context);
    },
  };
}

async function* sidecars(
  records: Records,
  context: WriteContext,
  ending: string,
): AsyncGenerator<OutputFile> {
  const taken = new Map<string, string>();
  for await (const record of records()) {
    const { path } = record.record;
    const target = stemOf(path) + ending;
    const other = taken.get(foldedPath(target));
    if (record.texts.length === 0) context.skip(path, 'decorative');
    else if (other !== undefined) context.skip(path, 'name-taken', other);
    else {
      taken.set(foldedPath(target), path);
      yield { path: target, chunks: encodeText(lines(record)) };
    }
  }
}

async function* lines({ texts }: ExportRecord): AsyncGenerator<string> {
  for (const { text } of texts) yield `${oneLine(text)}\n`;
}
