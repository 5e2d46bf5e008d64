/** A row for each text, for spreadsheets: UTF-8 with a byte order mark, cells guarded against formulas. */

import { encodeText } from '../../io/text.ts';
import type { ExportRecord, FormatWriter, Records } from '../format.ts';
import { BYTE_ORDER_MARK, csvRow, guarded } from './csv-text.ts';

export const CSV_COLUMNS = ['path', 'text', 'source', 'itm', 'itc', 'width', 'height', 'sha256'] as const;

export const csv: FormatWriter = {
  async *write(records) {
    yield { path: 'captions.csv', chunks: encodeText(table(records)) };
  },
};

async function* table(records: Records): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvRow(CSV_COLUMNS);
  for await (const record of records()) yield* rowsOf(record);
}

/** A decorative picture has a row with an empty text. */
function* rowsOf({ record, texts }: ExportRecord): Generator<string> {
  const about = [record.width, record.height, record.sha256].map((value) => String(value ?? ''));
  const path = guarded(record.path);
  if (texts.length === 0) yield csvRow([path, '', 'decorative', '', '', ...about]);
  for (const { text, source, match } of texts) {
    const scores = [match?.probability, match?.cosine].map((value) => String(value ?? ''));
    yield csvRow([path, guarded(text), source, ...scores, ...about]);
  }
}
