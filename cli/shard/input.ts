/** Shards as they lie: a tar file, a table in Parquet, a folder of samples, a list of pictures. */
import { open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type ByteSource,
  bytesSource,
  countFileSamples,
  countParquetRows,
  countTarSamples,
  fileSamples,
  isTarHead,
  parquetSamples,
  type Sample,
  type SampleWarning,
  tarSamples,
} from '../../dataset/formats/index.ts';
import { COMPRESSORS } from '../compressors.ts';
import { FileSource } from '../files.ts';
import { withoutGzip } from '../gunzip.ts';
import { release, temporaryIn } from '../temporary.ts';
import { downloadBytes, downloadTo, PICTURE_LIMITS, SHARD_LIMITS } from './download.ts';
import { listSamples } from './picture-lines.ts';
import { asShardError, ShardError } from './shard-error.ts';

export interface ShardInput {
  /** The same ones in the same order at each call. Rejects when the shard is damaged. */
  samples(): AsyncIterable<Sample>;
  /** How many samples there are; null where only reading all of them tells. */
  count(): Promise<number | null>;
  /** The bytes of a sample's picture. @throws {ShardError} */
  open(picture: ByteSource | { address: string }): Promise<ByteSource>;
  close(): Promise<void>;
}

/**
 * Opens a shard by its path or address. What comes from the network is stored until `close`.
 * @param warn told what is beside the pictures and makes no sense.
 * @throws {ShardError} if it is none of these, or cannot be read
 */
export async function openInput(address: string, warn: SampleWarning): Promise<ShardInput> {
  if (isNetwork(address)) return openDownload(address, warn);
  const path = /^file:/i.test(address) ? fileURLToPath(address) : address;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
    throw new ShardError(
      'settings',
      `${address}: shards are read from files, file: and http(s):. Use a presigned address, or blipscope-ray.`,
    );
  try {
    if ((await stat(path)).isDirectory()) return folderInput(path, warn);
    return await fileInput(path, pathToFileURL(resolve(path)).href, warn);
  } catch (error) {
    throw asShardError(error, 'unreadable');
  }
}

async function openDownload(url: string, warn: SampleWarning): Promise<ShardInput> {
  const path = temporaryIn(tmpdir());
  const remove = async () => {
    await rm(path, { force: true });
    release(path);
  };
  try {
    await downloadTo(url, path, SHARD_LIMITS);
    const input = await fileInput(path, url, warn);
    return { ...input, close: () => input.close().finally(remove) };
  } catch (error) {
    await remove();
    throw asShardError(error, 'unreadable');
  }
}

/** @param base what addresses in the shard are relative to. */
async function fileInput(path: string, base: string, warn: SampleWarning): Promise<ShardInput> {
  const unpacked = await withoutGzip(path);
  try {
    const input = await openFile(unpacked.path, base, warn);
    return { ...input, close: () => input.close().finally(unpacked.remove) };
  } catch (error) {
    await unpacked.remove();
    throw error;
  }
}

async function openFile(path: string, base: string, warn: SampleWarning): Promise<ShardInput> {
  const file = await open(path, 'r');
  try {
    const source = new FileSource(file, (await file.stat()).size, path);
    const reader = await readerOf(source, base);
    const [samples, warnOnce] = [reader.samples, once(warn)];
    return {
      samples: () => samples(source, warnOnce),
      count: () => countIn(reader, source),
      open: openerFor(base),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Reader {
  samples(source: ByteSource, warn: SampleWarning): AsyncIterable<Sample>;
  count?(source: ByteSource): Promise<number>;
}

/** @throws {ShardError} for a damaged shard */
async function countIn({ count }: Reader, source: ByteSource): Promise<number | null> {
  try {
    return (await count?.(source)) ?? null;
  } catch (error) {
    throw asShardError(error, 'unreadable');
  }
}

const TAR: Reader = { samples: tarSamples, count: countTarSamples };
const TABLE: Reader = { samples: (table) => parquetSamples(table, COMPRESSORS), count: countParquetRows };
const LIST: Reader = { samples: listSamples };

/** The samples are read twice where the pictures are copied. */
function once(warn: SampleWarning): SampleWarning {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    warn(message);
  };
}

const HEAD_BYTES = 512;
const PARQUET = 'PAR1';

async function readerOf(source: ByteSource, base: string): Promise<Reader> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  if (Buffer.from(head).toString('latin1', 0, 4) === PARQUET) return TABLE;
  if (isTarHead(head)) return TAR;
  // An archive without files is zeros alone.
  const isBlank = head.length === HEAD_BYTES && head.every((byte) => byte === 0);
  if (isBlank) return TAR;
  // A damaged archive is no list, though what is left of it may be text.
  if (head.includes(0) || /\.(tar|parquet)$/i.test(new URL(base).pathname))
    throw new ShardError('unreadable', `${base} is neither a tar file, a table in Parquet nor a list.`);
  return LIST;
}

async function folderInput(folder: string, warn: SampleWarning): Promise<ShardInput> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, found: await stat(join(folder, name)).catch(() => null) })),
  );
  const inputs = files.flatMap(({ name, found }) => {
    if (found?.isFile()) return [{ path: name, size: found.size, open: () => fileBytes(join(folder, name)) }];
    warn(`${name}: left out, it is no file`);
    return [];
  });
  const base = pathToFileURL(join(resolve(folder), 'x')).href;
  const warnOnce = once(warn);
  return {
    samples: () => fileSamples(inputs, warnOnce),
    count: async () => countFileSamples(inputs),
    open: openerFor(base),
    close: async () => {},
  };
}

function openerFor(base: string): ShardInput['open'] {
  return async (picture) => {
    if ('read' in picture) return picture;
    const url = addressOf(picture.address, base);
    if (isNetwork(url)) return bytesSource(await downloadBytes(url, PICTURE_LIMITS));
    return fileBytes(fileURLToPath(url));
  };
}

/** @throws {ShardError} for a file of this machine that a list from elsewhere names */
function addressOf(address: string, base: string): string {
  if (isNetwork(address)) return address;
  if (isNetwork(base)) {
    if (/^([a-z][a-z0-9+.-]+:|[\\/])/i.test(address))
      throw new ShardError(
        'unreadable',
        `A list of the network names ${address}, which is none of its pictures.`,
      );
    return new URL(address.split('/').map(encodeURIComponent).join('/'), base).href;
  }
  if (/^file:/i.test(address)) return address;
  return pathToFileURL(resolve(dirname(fileURLToPath(base)), address)).href;
}

/** Opened for each read: there are as many as pictures in a shard. */
async function fileBytes(path: string): Promise<ByteSource> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new ShardError('unreadable', 'This is no file.');
    return { size: found.size, read: (start, end) => readPart(path, start, end) };
  } catch (error) {
    throw asShardError(error, 'unreadable');
  }
}

async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    return await new FileSource(file, end, path).read(start, end);
  } finally {
    await file.close();
  }
}

function isNetwork(address: string): boolean {
  return /^https?:\/\//i.test(address);
}
