/**
 * For WordPress: `id,source_url,alt_text`. With the site's own list (`wp media list`, the REST interface) its rows are
 * found by the names of the files; without one the path stands for the address, and the id is empty.
 */

import { type ByteSource, FormatError } from '../../io/source.ts';
import { encodeText } from '../../io/text.ts';
import type { FormatWriter, Records, WriteContext } from '../format.ts';
import { csvRow } from './csv-text.ts';
import { cellText, openTable, TextsByName } from './site-table.ts';

const HEADER = csvRow(['id', 'source_url', 'alt_text']);

export const wordpress: FormatWriter = {
  async *write(records, context) {
    const { table } = context.options;
    const rows = table ? await rowsOfSite(records, context, table) : rowsOfRecords(records);
    yield { path: 'wordpress.csv', chunks: encodeText(rows) };
  },
  preview: ({ record, texts }) => rowOf('', record.path, texts[0]?.text ?? ''),
};

function rowOf(id: string, address: string, text: string): string {
  return csvRow([id, cellText(address), cellText(text)]);
}

async function* rowsOfRecords(records: Records): AsyncGenerator<string> {
  yield HEADER;
  for await (const { record, texts } of records()) yield rowOf('', record.path, texts[0]?.text ?? '');
}

/** @throws {FormatError} if the list has no addresses. */
async function rowsOfSite(
  records: Records,
  { skip }: WriteContext,
  table: ByteSource,
): Promise<AsyncGenerator<string>> {
  const { column, rows } = await openTable(table);
  const id = column('id', 'attachment_id', 'attachment id');
  const address = column('source_url', 'url', 'guid', 'file', 'filename');
  if (address < 0) throw new FormatError('the list of pictures has no column source_url, url or guid');
  const texts = await TextsByName.of(records, skip);
  return (async function* () {
    yield HEADER;
    for await (const { cells } of rows) {
      const text = texts.at(cells[address] ?? '');
      if (text !== null) yield csvRow([cells[id] ?? '', cells[address] ?? '', text]);
    }
    texts.skipRest();
  })();
}
