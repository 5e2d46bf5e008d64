/** The imagefolder of Hugging Face `datasets`: `metadata.jsonl` beside the pictures, with the same keys in all lines. */

import type { ExportRecord, FormatWriter } from '../format.ts';
import { copiedPictures } from '../pictures.ts';
import { jsonLines } from './lines.ts';

export const IMAGEFOLDER_FILE = 'metadata.jsonl';

export const imagefolder: FormatWriter = {
  async *write(records, context) {
    yield { path: IMAGEFOLDER_FILE, chunks: jsonLines(records, lineOf) };
    yield* copiedPictures(records, context);
  },
};

function lineOf({ record, texts }: ExportRecord): object {
  const [first] = texts;
  return {
    file_name: record.path,
    text: first?.text ?? '',
    texts: texts.map(({ text }) => text),
    source: first?.source ?? '',
    itm: first?.match?.probability ?? null,
  };
}
