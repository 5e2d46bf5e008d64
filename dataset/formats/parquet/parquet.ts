/** Parquet, a row for each picture. Row groups are written when they are full, so memory does not grow. */

import { importChunk } from '../../../core/import-chunk.ts';
import type { ExportRecord, FormatWriter, Records, WriteContext } from '../format.ts';
import { openPicture } from '../pictures.ts';
import { layoutOf, type ParquetLayout, rowOf } from './schema.ts';

/** In the footer of every table that this project writes. */
export const CREATED_BY = 'blipscope';

export const GROUP_ROWS = 1000;
/** A row group with pictures is full before its rows are. */
const GROUP_BYTES = 64 << 20;
/** A larger picture would not fit into a page. */
const MAX_PICTURE_BYTES = 64 << 20;

export const parquet: FormatWriter = {
  async *write(records, context) {
    yield { path: 'captions.parquet', chunks: file(records, context) };
  },
  preview: (record) => JSON.stringify(rowOf(record), null, 2),
};

export type Row = Record<string, unknown>;

interface Table {
  layout: ParquetLayout;
  /** Rows of one row group each. */
  groups: AsyncIterable<Row[]>;
  /** Of the file, apart from what the hub reads. */
  metadata: Readonly<Record<string, string>>;
}

async function* file(records: Records, context: WriteContext): AsyncGenerator<Uint8Array> {
  const layout = layoutOf(context.options.pictures);
  yield* parquetChunks({ layout, groups: groups(records, context), metadata: {} });
}

/** The bytes of a table. */
export async function* parquetChunks({ layout, groups, metadata }: Table): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await importChunk(() => import('hyparquet-writer'));
  const writer = new ByteWriter();
  const output = new ParquetWriter({
    writer,
    schema: layout.schema,
    kvMetadata: Object.entries({ huggingface: layout.huggingface, ...metadata }).map(([key, value]) => ({
      key,
      value,
    })),
    createdBy: CREATED_BY,
  });
  const drain = () => {
    const bytes = writer.getBytes().slice();
    // `offset` goes on counting from the start of the file.
    writer.index = 0;
    return bytes;
  };
  for await (const rows of groups) {
    await output.write({ columnData: columns(layout, rows), rowGroupSize: rows.length });
    yield drain();
  }
  await output.finish();
  yield drain();
}

function columns({ names }: ParquetLayout, rows: readonly Row[]) {
  return names.map((name) => ({ name, data: rows.map((row) => row[name]) }));
}

async function* groups(records: Records, context: WriteContext): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  let bytes = 0;
  for await (const record of records()) {
    const row = context.options.pictures ? await rowWithPicture(record, context) : rowOf(record);
    if (row === null) continue;
    rows.push(row);
    if (context.options.pictures) bytes += record.record.bytes;
    if (rows.length < GROUP_ROWS && bytes < GROUP_BYTES) continue;
    yield rows;
    rows = [];
    bytes = 0;
  }
  if (rows.length > 0) yield rows;
}

async function rowWithPicture(record: ExportRecord, context: WriteContext): Promise<Row | null> {
  const { path } = record.record;
  const source = await openPicture(path, context);
  if (source === null) return null;
  if (source.size <= MAX_PICTURE_BYTES) {
    return { image: { bytes: await source.read(0, source.size), path }, ...rowOf(record) };
  }
  context.skip(path, 'too-large');
  return null;
}
