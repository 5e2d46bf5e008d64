/** Tables of pictures in Parquet: the `image` of the hub's data sets, or a column with paths or addresses. */

import type { Compressors, FileMetaData, ParquetRow, SchemaTree } from 'hyparquet';
import type { OriginalText } from '../../core/collection.ts';
import { importChunk } from '../../core/import-chunk.ts';
import { stemOf } from '../io/paths.ts';
import { asyncBuffer, type ByteSource, bytesSource, FormatError } from '../io/source.ts';
import { fieldsAmong, isObject, textsIn } from '../originals/fields.ts';
import { type Sample, UniqueKeys } from './sample.ts';

/** A row group is read as a whole. */
const MAX_GROUP_BYTES = 2 ** 31;
/** Digits of a row's number where nothing names it. */
const ROW_DIGITS = 9;

interface Columns {
  /** A struct of `bytes` and `path`, or bytes alone. */
  image: string | null;
  path: string | null;
  key: string | null;
  texts: string[];
}

/**
 * The rows of a table, one row group in memory at a time.
 * @param compressors for what is not compressed with Snappy.
 * @throws {FormatError} if it has no pictures, is damaged, or a row group is too large.
 */
export async function* parquetSamples(
  source: ByteSource,
  compressors: Compressors = {},
): AsyncGenerator<Sample, void, undefined> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await importChunk(
    () => import('hyparquet'),
  );
  const file = asyncBuffer(source);
  const metadata = await parquetMetadataAsync(file);
  const columns = columnsIn(parquetSchema(metadata));
  const names = [columns.image, columns.path, columns.key, ...columns.texts].filter((name) => name !== null);
  const keys = new UniqueKeys();
  let rowStart = 0;
  for (const rowEnd of groupEnds(metadata)) {
    const options = { file, metadata, columns: [...new Set(names)], rowStart, rowEnd, compressors };
    // Text columns are marked as such; bytes without a mark are those of pictures.
    const rows = await parquetReadObjects({ ...options, utf8: false });
    for (const [index, row] of rows.entries()) yield sampleOf(row, rowStart + index, columns, keys);
    rowStart = rowEnd;
  }
}

/** How many rows `parquetSamples` finds. */
export async function countParquetRows(source: ByteSource): Promise<number> {
  const { parquetMetadataAsync } = await importChunk(() => import('hyparquet'));
  return Number((await parquetMetadataAsync(asyncBuffer(source))).num_rows);
}

function* groupEnds({ row_groups: groups }: FileMetaData): Generator<number> {
  let end = 0;
  for (const { num_rows: rows, total_byte_size: bytes } of groups) {
    if (Number(bytes) > MAX_GROUP_BYTES)
      throw new FormatError(`a row group has ${bytes} bytes: write the table with fewer rows in a group`);
    end += Number(rows);
    yield end;
  }
}

/** @throws {FormatError} */
function columnsIn({ children }: SchemaTree): Columns {
  const image = imageColumn(children);
  const others = children.filter((column) => column !== image);
  const plain = others.filter(
    ({ element, children: inner }) => inner.length === 0 || element.converted_type === 'LIST',
  );
  const { path, stem, texts } = fieldsAmong(plain.map(({ element }) => element.name));
  if (!image && path === null)
    throw new FormatError(
      `no column with pictures or their paths among ${children.map(({ element }) => element.name).join(', ')}`,
    );
  return { image: image?.element.name ?? null, path, key: stem, texts };
}

/** A struct with bytes in it, or the only column of bytes. */
function imageColumn(columns: readonly SchemaTree[]): SchemaTree | undefined {
  const isBytes = ({ element: { type, converted_type: text }, children }: SchemaTree) =>
    children.length === 0 && type === 'BYTE_ARRAY' && text === undefined;
  const [only, ...more] = columns.filter(isBytes);
  return columns.find(({ children }) => children.some(isBytes)) ?? (more.length === 0 ? only : undefined);
}

function sampleOf(row: ParquetRow, number: number, columns: Columns, keys: UniqueKeys): Sample {
  const image = columns.image === null ? null : row[columns.image];
  const struct: Record<string, unknown> =
    isObject(image) && !(image instanceof Uint8Array) ? image : { bytes: image };
  const path = textIn(struct.path) ?? (columns.path && textIn(row[columns.path]));
  const key = columns.key && textIn(row[columns.key]);
  const name = key ?? (path === null ? String(number).padStart(ROW_DIGITS, '0') : stemOf(path));
  return {
    key: keys.unique(name),
    path: path ?? name,
    texts: originalsIn(columns.texts.flatMap((column) => textsIn(row[column]))),
    picture: pictureIn(struct.bytes, path),
  };
}

function pictureIn(bytes: unknown, path: string | null): Sample['picture'] {
  if (bytes instanceof Uint8Array && bytes.length > 0) return bytesSource(bytes);
  return path === null ? { problem: 'no-picture' } : { address: path };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function originalsIn(texts: readonly string[]): OriginalText[] {
  const distinct = new Set(texts.map((text) => text.trim()).filter((text) => text !== ''));
  return [...distinct].map((text) => ({ source: 'original', text, form: 'parquet', match: null }));
}
