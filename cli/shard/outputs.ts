/**
 * What is left of a shard: `<id>.parquet`, `<id>.tar` if wanted, `<id>_errors.jsonl`, and last the commit marker
 * `<id>_stats.json`, by the rule of img2dataset: a shard with a marker is done. Equal results are equal bytes.
 */
import { createHash } from 'node:crypto';
import { access, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilterSettings, PictureRecord } from '../../core/collection.ts';
import {
  type ByteSource,
  CREATED_BY,
  type ShardRecord,
  shardErrors,
  shardOutcome,
  shardTable,
  shardTar,
} from '../../dataset/formats/index.ts';
import { systemCode } from '../errors.ts';
import { FileSource, writeAll } from '../files.ts';
import type { AttemptLog } from './attempt-log.ts';
import { difference, type ShardFingerprint } from './fingerprint.ts';
import type { ShardInput } from './input.ts';
import type { ShardSettings } from './settings.ts';
import { ShardError } from './shard-error.ts';
import type { ShardRow } from './shard-run.ts';

const FORMAT = 'blipscope-shard';
const MARKER = '_stats.json';

interface WrittenFile {
  bytes: number;
  sha256: string;
}

/** Under the names of img2dataset, as far as it has some. */
export interface ShardStats {
  format: typeof FORMAT;
  count: number;
  successes: number;
  failed_to_download: number;
  failed_to_resize: number;
  status_dict: Record<string, number>;
  fingerprint: ShardFingerprint;
  files: Record<string, WrittenFile>;
}

/** The marker of a shard that is done, or null. @throws {ShardError} if it is none of this program */
export async function readStats(folder: string, id: string): Promise<ShardStats | null> {
  const text = await readFile(join(folder, id + MARKER), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const stats = parsed(text);
  if (stats?.format === FORMAT) return stats;
  throw foreign(folder, id + MARKER);
}

function parsed(text: string): ShardStats | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Whether the shard is done with the same models and settings.
 * @throws {ShardError} 'settings' if it is done with others, or if files are there that are not this program's
 */
export async function isDone(folder: string, id: string, fingerprint: ShardFingerprint): Promise<boolean> {
  const stats = await readStats(folder, id);
  if (stats === null) return false;
  const other = difference(fingerprint, stats.fingerprint);
  if (other === null) return true;
  throw new ShardError(
    'settings',
    `${join(folder, id)} is done with another ${other}. Choose another folder, or leave out --skip-done to caption it again.`,
  );
}

/** @throws {ShardError} if files are there that are not this program's */
export async function requireOwnOutputs(folder: string, id: string): Promise<void> {
  if ((await readStats(folder, id)) !== null) return;
  const table = join(folder, `${id}.parquet`);
  if (await exists(table)) {
    if (!(await isOwnTable(table))) throw foreign(folder, `${id}.parquet`);
    return;
  }
  // The table is always the first file.
  for (const name of [`${id}.tar`, `${id}_errors.jsonl`])
    if (await exists(join(folder, name))) throw foreign(folder, name);
}

function foreign(folder: string, name: string): ShardError {
  const path = join(folder, name);
  return new ShardError(
    'settings',
    `${path} is not of blipscope, so it is not overwritten. Choose another folder.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const TAIL_BYTES = 8;

/** The last bytes of a table are its footer, the footer's length and a mark. */
async function isOwnTable(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size < TAIL_BYTES) return false;
    const source = new FileSource(file, size, path);
    const length = Buffer.from(await source.read(size - TAIL_BYTES, size)).readUInt32LE();
    const footer = await source.read(Math.max(0, size - TAIL_BYTES - length), size - TAIL_BYTES);
    return Buffer.from(footer).includes(CREATED_BY);
  } finally {
    await file.close();
  }
}

export interface WriteOptions {
  folder: string;
  id: string;
  rows: readonly ShardRow[];
  log: AttemptLog;
  input: ShardInput;
  settings: ShardSettings;
  fingerprint: ShardFingerprint;
}

/** Writes the outputs, the marker last. */
export async function writeOutputs(options: WriteOptions): Promise<ShardStats> {
  const { folder, id, log, settings, fingerprint } = options;
  const { filter } = settings;
  await removeOlder(folder, id, fingerprint);
  const files: Record<string, WrittenFile> = {};
  const write = async (name: string, chunks: AsyncIterable<Uint8Array>) => {
    files[name] = await commit(log.file('part'), join(folder, name), chunks);
  };
  const metadata = { blipscope: JSON.stringify(fingerprint) };
  await write(`${id}.parquet`, shardTable(recordsOf(options), filter, metadata));
  if (settings.tar) await write(`${id}.tar`, shardTar(picturesOf(options), filter));
  await write(`${id}_errors.jsonl`, shardErrors(recordsOf(options), filter));
  const stats: ShardStats = { format: FORMAT, ...(await counted(options, filter)), fingerprint, files };
  await commit(
    log.file('part'),
    join(folder, id + MARKER),
    textChunks(`${JSON.stringify(stats, null, 2)}\n`),
  );
  await syncFolder(folder);
  return stats;
}

/** Outputs of other models or settings: first of all their marker, as they are not whole from then on. */
async function removeOlder(folder: string, id: string, fingerprint: ShardFingerprint): Promise<void> {
  const older = await readStats(folder, id);
  if (older === null || difference(fingerprint, older.fingerprint) === null) return;
  await rm(join(folder, id + MARKER), { force: true });
  if (older.files[`${id}.tar`]) await rm(join(folder, `${id}.tar`), { force: true });
}

async function* recordsOf({ rows, log }: WriteOptions): AsyncGenerator<ShardRecord> {
  for (const row of rows) yield recordOf(row, log);
}

function recordOf(row: ShardRow, log: AttemptLog): ShardRecord {
  const { key, path, bytes, sha256, resultKey, originals, error, crashed } = row;
  const made = error === null && resultKey !== null ? log.find(resultKey) : null;
  const record: PictureRecord = {
    path,
    bytes,
    modified: 0,
    sha256,
    width: made?.width ?? null,
    height: made?.height ?? null,
    texts: made?.texts ?? originals,
    done: true,
    error,
    decision: null,
  };
  return { key, record, crashed };
}

/** The samples are read again: their order is that of the rows. */
async function* picturesOf({
  rows,
  log,
  input,
}: WriteOptions): AsyncGenerator<ShardRecord & { picture: ByteSource }> {
  let index = 0;
  for await (const { picture } of input.samples()) {
    const row = rows[index++];
    if (row === undefined || row.error !== null || 'problem' in picture) continue;
    yield { ...recordOf(row, log), picture: await input.open(picture) };
  }
}

async function counted(options: WriteOptions, filter: FilterSettings) {
  const statuses: Record<string, number> = {};
  const counts = { count: 0, successes: 0, failed_to_download: 0, failed_to_resize: 0 };
  for await (const each of recordsOf(options)) {
    const { status } = shardOutcome(each, filter);
    statuses[status] = (statuses[status] ?? 0) + 1;
    counts.count += 1;
    if (status === 'success') counts.successes += 1;
    if (status !== 'failed' && status !== 'crashed') continue;
    const isMissing = ['network', 'file-missing'].includes(each.record.error?.code ?? '');
    counts[isMissing ? 'failed_to_download' : 'failed_to_resize'] += 1;
  }
  return { ...counts, status_dict: Object.fromEntries(Object.entries(statuses).sort()) };
}

/** Under its own name the file is whole, whenever the machine stops. */
async function commit(
  temporary: string,
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<WrittenFile> {
  const file = await open(temporary, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      await writeAll(file, chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  return { bytes, sha256: hash.digest('hex') };
}

async function* textChunks(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** Some systems do not open folders. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
