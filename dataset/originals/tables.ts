/** Tables: CSV and Parquet, with one row for a text or a picture. */

import { importChunk } from '../../core/import-chunk.ts';
import { csvRows, unguarded } from '../formats/table/csv-text.ts';
import { nameOf } from '../io/paths.ts';
import { asyncBuffer } from '../io/source.ts';
import { decodedChunks } from '../io/text.ts';
import { fieldsAmong, textsIn } from './fields.ts';
import type { FormReader, FoundItem } from './form.ts';

/** `metadata.csv` and its like belong to the imagefolder of Hugging Face. */
export function isImagefolder(path: string): boolean {
  return /^metadata\.(csv|jsonl|parquet)$/i.test(nameOf(path));
}

export const csvTable: FormReader = async function* (file, source, warn) {
  const form = isImagefolder(file.path) ? 'imagefolder' : 'csv';
  const rows = csvRows(decodedChunks(source, (encoding) => encoding === 'windows-1252' && warn('encoding')));
  const header = (await rows.next()).value?.cells ?? [];
  const { path, stem, texts } = fieldsAmong(header);
  if ((path === null && stem === null) || texts.length === 0) {
    warn('not-this-form', 1, header.join(', ').slice(0, 200));
    return;
  }
  const at = (name: string | null) => (name === null ? -1 : header.indexOf(name));
  const [pathColumn, stemColumn, ...textColumns] = [at(path), at(stem), ...texts.map(at)];
  for await (const { cells, number } of rows) {
    const cell = (column = -1) => unguarded(cells[column] ?? '');
    const item = rowItem(cell(pathColumn), cell(stemColumn), textColumns.map(cell));
    if (item) yield { ...item, record: number, form };
    else warn('bad-record', number, 'no path');
  }
};

const BATCH_ROWS = 10_000;

export const parquetTable: FormReader = async function* (file, source, warn) {
  const form = isImagefolder(file.path) ? 'imagefolder' : 'parquet';
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await importChunk(
    () => import('hyparquet'),
  );
  const buffer = asyncBuffer(source);
  const metadata = await parquetMetadataAsync(buffer);
  const { children } = parquetSchema(metadata);
  // A struct, as the hub's `image`, has the bytes of the picture in it.
  const columns = children.filter(
    ({ element, children: inner }) => inner.length === 0 || element.converted_type === 'LIST',
  );
  const { path, stem, texts } = fieldsAmong(columns.map(({ element }) => element.name));
  const names = [path, stem].filter((name) => name !== null);
  if (names.length === 0 || texts.length === 0) {
    warn(
      'not-this-form',
      null,
      children
        .map(({ element }) => element.name)
        .join(', ')
        .slice(0, 200),
    );
    return;
  }
  const total = Number(metadata.num_rows);
  for (let start = 0; start < total; start += BATCH_ROWS) {
    const options = { file: buffer, metadata, columns: [...names, ...texts] };
    const rows = await parquetReadObjects({
      ...options,
      rowStart: start,
      rowEnd: Math.min(total, start + BATCH_ROWS),
    });
    for (const [index, row] of rows.entries()) {
      const found = texts.flatMap((column) => textsIn(row[column]));
      const item = rowItem(path && row[path], stem && row[stem], found);
      if (item) yield { ...item, record: start + index + 1, form };
      else warn('bad-record', start + index + 1, 'no path');
    }
  }
};

/** Null without a path and a key. */
function rowItem(
  path: unknown,
  stem: unknown,
  texts: string[],
): Pick<FoundItem, 'path' | 'stem' | 'texts'> | null {
  const names = { ...(isName(path) && { path }), ...(isName(stem) && { stem }) };
  return Object.keys(names).length > 0 ? { ...names, texts } : null;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
