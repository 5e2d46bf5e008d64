/** Zip files. zip.js reads the directory; entries are slices of the file, inflated where they are compressed. */

import { importChunk } from '../../core/import-chunk.ts';
import { crc32 } from '../io/crc32.ts';
import { inflated } from '../io/inflate.ts';
import { type ByteSource, bytesSource, FormatError, readAll } from '../io/source.ts';
import type { ArchiveProblem, RawEntry } from './archive.ts';

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
/** A compressed entry is inflated in memory. */
const MAX_INFLATED_BYTES = 512 << 20;

export function isZip(head: Uint8Array): boolean {
  const [p, k, a] = head;
  return p === 0x50 && k === 0x4b && (a === 3 || a === 5);
}

interface ZipEntry {
  filename: string;
  directory: boolean;
  encrypted: boolean;
  symlink?: boolean;
  compressionMethod: number;
  compressedSize: number;
  uncompressedSize: number;
  offset: number;
  crc32?: number;
  signature?: number;
}

/** @throws {FormatError} if the directory is damaged. */
export async function zipEntries(source: ByteSource): Promise<RawEntry[]> {
  const { configure, Reader, ZipReader } = await importChunk(
    () => import('@zip.js/zip.js/lib/zip-core-native.js'),
  );
  configure({ useWebWorkers: false });
  class SourceReader extends Reader<ByteSource> {
    override size = source.size;
    override readUint8Array(index: number, length: number) {
      return source.read(index, Math.min(source.size, index + length));
    }
  }
  try {
    const entries: ZipEntry[] = await new ZipReader(new SourceReader(source), {
      strictness: 'tolerant',
    }).getEntries();
    return entries.filter(({ directory }) => !directory).map((entry) => rawEntry(source, entry));
  } catch (error) {
    throw new FormatError(error instanceof Error ? error.message : 'the zip file is damaged');
  }
}

function rawEntry(source: ByteSource, entry: ZipEntry): RawEntry {
  return {
    name: entry.filename,
    size: entry.uncompressedSize,
    problem: problemOf(entry, source.size),
    open: () => openEntry(source, entry),
  };
}

function problemOf(entry: ZipEntry, archiveBytes: number): ArchiveProblem | null {
  if (entry.encrypted) return 'encrypted';
  if (entry.symlink) return 'link';
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) return 'unsupported';
  if (entry.offset + LOCAL_HEADER_BYTES + entry.compressedSize > archiveBytes) return 'damaged';
  if (entry.compressionMethod === DEFLATED && entry.uncompressedSize > MAX_INFLATED_BYTES) return 'too-large';
  return null;
}

/** @throws {FormatError} if the entry is not what the directory says. */
async function openEntry(source: ByteSource, entry: ZipEntry): Promise<ByteSource> {
  const { offset, compressedSize, uncompressedSize } = entry;
  const header = await source.read(offset, offset + LOCAL_HEADER_BYTES);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw new FormatError(`${entry.filename}: no entry where it should be`);
  const start = offset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  const end = start + compressedSize;
  if (end > source.size) throw new FormatError(`${entry.filename}: the zip file ends in it`);
  const stored: ByteSource = {
    size: compressedSize,
    read: (from, to) => source.read(start + from, start + to),
  };
  if (entry.compressionMethod === STORED) return stored;
  const bytes = await inflated(await readAll(stored, compressedSize), uncompressedSize, 'deflate-raw');
  const expected = entry.crc32 ?? entry.signature;
  if (bytes.length !== uncompressedSize || (expected !== undefined && crc32(bytes) !== expected >>> 0)) {
    throw new FormatError(`${entry.filename}: size or checksum differ from the directory of the zip file`);
  }
  return bytesSource(bytes);
}
