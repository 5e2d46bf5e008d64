/** For Shopify: the shop's own product export, with the column `Image Alt Text` filled and every other cell as it was. */

import { FormatError } from '../../io/source.ts';
import { encodeText } from '../../io/text.ts';
import type { FormatWriter, Records, WriteContext } from '../format.ts';
import { csvRow } from './csv-text.ts';
import { cellText, openTable, TextsByName } from './site-table.ts';

export const shopify: FormatWriter = {
  async *write(records, context) {
    yield { path: 'shopify.csv', chunks: encodeText(await rowsOfShop(records, context)) };
  },
  preview: ({ texts }) => csvRow([cellText(texts[0]?.text ?? '')]),
};

/** @throws {FormatError} if there is no export of the shop, or it lacks a column. */
async function rowsOfShop(
  records: Records,
  { options, skip }: WriteContext,
): Promise<AsyncGenerator<string>> {
  if (!options.table) throw new FormatError('the product export of the shop is needed');
  const { header, column, rows } = await openTable(options.table);
  const address = column('image src');
  const alt = column('image alt text');
  if (address < 0 || alt < 0) throw new FormatError('the export has no columns Image Src and Image Alt Text');
  const texts = await TextsByName.of(records, skip);
  return (async function* () {
    yield csvRow(header);
    for await (const { cells } of rows) {
      const text = texts.at(cells[address] ?? '');
      yield csvRow(text === null ? cells : filled(cells, alt, text));
    }
    texts.skipRest();
  })();
}

function filled(cells: readonly string[], column: number, text: string): string[] {
  const row = [...cells];
  while (row.length < column) row.push('');
  row[column] = text;
  return row;
}
