import { damagedFile, excerpt } from '../errors.ts';
import { decodeUtf8 } from './cursor.ts';

const ENTRY_BYTES = 46;
const ENTRY_SIGNATURE = 0x02014b50;
export const LOCAL_HEADER_BYTES = 30;
const ZIP64_FIELD = 0x0001;
const IN_ZIP64 = 0xffffffff;
const STORED = 0;
/** Bits 0, 6 and 13: encrypted, strongly encrypted, header masked. */
const ENCRYPTED_FLAGS = 0x2041;

/** The location of an entry; offsets count from the first byte of the file. */
export interface DirectoryEntry {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly headerStart: number;
  /** Bytes in the file. */
  readonly size: number;
  /** Null for an entry that is stored unchanged; otherwise its compression or encryption. */
  readonly coding: string | null;
  /** The end of the bytes that the entry may use. */
  readonly limit: number;
}

type Listed = Omit<DirectoryEntry, 'limit'>;

/**
 * Parses a central directory that starts at byte `start` of its file and fills `bytes` exactly.
 * @throws {CheckpointError} ('damaged-file'), also for entries that overlap or share a name
 */
export function parseDirectory(
  bytes: Uint8Array,
  { count, start }: { count: number; start: number },
  file: string,
): DirectoryEntry[] {
  const entries: Listed[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const length = entryLength(view, at, file);
    entries.push(readEntry(bytes, view, at, file));
    at += length;
  }
  if (at !== bytes.byteLength) throw damagedFile(file, 'its directory holds more than its entries');
  rejectSameNames(entries, file);
  return withLimits(entries, start, file);
}

function entryLength(view: DataView, at: number, file: string): number {
  const left = view.byteLength - at;
  if (left < ENTRY_BYTES || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
    throw damagedFile(file, 'its directory has fewer entries than it claims');
  }
  const variable = [28, 30, 32].reduce((sum, offset) => sum + view.getUint16(at + offset, true), 0);
  if (left < ENTRY_BYTES + variable) throw damagedFile(file, 'an entry of its directory is cut off');
  return ENTRY_BYTES + variable;
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, file: string): Listed {
  const nameStart = at + ENTRY_BYTES;
  const nameBytes = bytes.subarray(nameStart, nameStart + view.getUint16(at + 28, true));
  const name = decodeUtf8(nameBytes);
  if (name === null) throw damagedFile(file, 'the name of an entry is not UTF-8');
  const coding = codingOf(view, at);
  const { unpackedSize, size, headerStart } = readPlace(view, at, name, file);
  if (coding === null && size !== unpackedSize) {
    throw damagedFile(file, `its stored entry ${excerpt(name)} has two sizes, ${size} and ${unpackedSize}`);
  }
  return { name, nameBytes, headerStart, size, coding };
}

function codingOf(view: DataView, at: number): string | null {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  if ((flags & ENCRYPTED_FLAGS) !== 0) return 'encrypted';
  return method === STORED ? null : `compressed (method ${method})`;
}

/** Sizes and offset, from the zip64 field if the short ones refer to it (APPNOTE 4.5.3). */
function readPlace(view: DataView, at: number, name: string, file: string) {
  const wide = zip64Values(view, at);
  const take = (offset: number): number => {
    const short = view.getUint32(at + offset, true);
    const value = short === IN_ZIP64 ? wide.shift() : short;
    if (value !== undefined) return value;
    throw damagedFile(file, `its entry ${excerpt(name)} lacks the zip64 field it refers to`);
  };
  // In the order of the zip64 values.
  return { unpackedSize: take(24), size: take(20), headerStart: take(42) };
}

function zip64Values(view: DataView, at: number): number[] {
  const start = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const end = start + view.getUint16(at + 30, true);
  for (let field = start; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) === ZIP64_FIELD) {
      const bytes = Math.min(view.getUint16(field + 2, true), end - field - 4);
      const values = Math.min(3, Math.floor(bytes / 8));
      return Array.from({ length: values }, (_, i) => Number(view.getBigUint64(field + 4 + i * 8, true)));
    }
  }
  return [];
}

function rejectSameNames(entries: Listed[], file: string): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) throw damagedFile(file, `it has two entries called ${excerpt(name)}`);
    names.add(name);
  }
}

/** Each entry may extend to the next header, the last one to the directory. */
function withLimits(entries: Listed[], directoryStart: number, file: string): DirectoryEntry[] {
  const ordered = entries.toSorted((a, b) => a.headerStart - b.headerStart);
  return ordered.map((entry, index) => {
    const limit = ordered[index + 1]?.headerStart ?? directoryStart;
    const end = entry.headerStart + LOCAL_HEADER_BYTES + entry.nameBytes.byteLength + entry.size;
    if (end > limit) {
      throw damagedFile(
        file,
        `its entry ${excerpt(entry.name)} claims bytes ${entry.headerStart}–${end}, it must end by byte ${limit}`,
      );
    }
    return { ...entry, limit };
  });
}
