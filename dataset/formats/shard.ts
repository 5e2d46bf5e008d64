/**
 * The results of a shard: a table with a row for every picture, whether it has a text or not, and, if wanted, the pictures
 * with their texts as a tar file. Without times, so that equal results are equal bytes.
 */

import type { FilterSettings, PictureRecord, PictureText } from '../../core/collection.ts';
import { fitsTar, tarEnd } from '../archive/tar-header.ts';
import { chooseTexts } from '../choose.ts';
import type { ByteSource } from '../io/source.ts';
import { printable } from './export.ts';
import { GROUP_ROWS, parquetChunks, type Row } from './parquet/parquet.ts';
import { layoutOf, rowOf } from './parquet/schema.ts';
import { sampleFiles, tarEntry } from './webdataset.ts';

/** A picture of a shard with its result. */
export interface ShardRecord {
  /** Unique in the shard. */
  key: string;
  record: PictureRecord;
  /** The program was lost while it captioned the picture. */
  crashed: boolean;
}

/**
 * `success` as img2dataset has it; `filtered`: it has texts, and the filter drops them all; `failed` and `crashed`: it
 * has none, and why.
 */
export type ShardStatus = 'success' | 'filtered' | 'failed' | 'crashed';

/** What became of a picture of a shard. */
export interface ShardOutcome {
  status: ShardStatus;
  /** Null for a success. */
  message: string | null;
  /** Of a success the chosen ones, of others all. */
  texts: readonly PictureText[];
}

/** What became of a picture. */
export function shardOutcome({ record, crashed }: ShardRecord, filter: FilterSettings): ShardOutcome {
  const { texts, leftOut } = chooseTexts(record, filter);
  const clean = (all: readonly PictureText[]) => all.map((text) => ({ ...text, text: printable(text.text) }));
  if (leftOut === null) return { status: 'success', message: null, texts: clean(texts) };
  if (record.error === null) return { status: 'filtered', message: leftOut, texts: clean(record.texts) };
  const { code, message } = record.error;
  return { status: crashed ? 'crashed' : 'failed', message: `${code}: ${message}`, texts: [] };
}

/**
 * A Parquet file of records.
 *
 * @param metadata of the file, by key.
 */
export async function* shardTable(
  records: AsyncIterable<ShardRecord>,
  filter: FilterSettings,
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const rows = (async function* () {
    for await (const each of records) yield shardRow(each, filter);
  })();
  yield* parquetChunks({ layout: layoutOf(false), groups: inGroups(rows), metadata });
}

/** A line for each picture without a result. */
export async function* shardErrors(
  records: AsyncIterable<ShardRecord>,
  filter: FilterSettings,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const each of records) {
    const { status, message } = shardOutcome(each, filter);
    if (status !== 'failed' && status !== 'crashed') continue;
    const line = { key: each.key, path: each.record.path, status, error_message: message };
    yield new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  }
}

/** The pictures that have a text, with it, as a WebDataset. A name that does not fit a tar file is its key's number. */
export async function* shardTar(
  records: AsyncIterable<ShardRecord & { picture: ByteSource }>,
  filter: FilterSettings,
): AsyncGenerator<Uint8Array, void, undefined> {
  const taken = new Set<string>();
  for await (const { picture, ...each } of records) {
    const { status, texts } = shardOutcome(each, filter);
    if (status !== 'success') continue;
    const key = tarKey(each.key, taken);
    for (const file of sampleFiles({ record: each.record, texts, leftOut: null }, key, picture))
      yield* tarEntry(file);
  }
  yield tarEnd();
}

function shardRow(each: ShardRecord, filter: FilterSettings): Row {
  const { status, message, texts } = shardOutcome(each, filter);
  const row = rowOf({ record: each.record, texts, leftOut: null });
  const chosen = status === 'success' ? {} : { top_caption: '', itm: null, itc: null };
  return { ...row, ...chosen, key: each.key, status, error_message: message };
}

async function* inGroups(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let group: Row[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < GROUP_ROWS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Without dots, at which the readers of WebDataset split names. */
function tarKey(key: string, taken: Set<string>): string {
  const plain = key.replaceAll('.', '_');
  const base = fitsTar(`${plain}-000000.jpeg.json`) ? plain : 'picture';
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}
