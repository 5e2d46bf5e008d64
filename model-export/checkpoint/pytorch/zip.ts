import type { ByteSource } from '../../io/byte-source.ts';
import { damagedFile, excerpt, unsupportedFile } from '../errors.ts';
import { type DirectoryEntry, parseDirectory } from './zip-directory.ts';
import { ZipEntry } from './zip-entry.ts';

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const END64_BYTES = 56;
const END64_SIGNATURE = 0x06064b50;
const MAX_COMMENT_BYTES = 0xffff;
const IN_ZIP64_16 = 0xffff;
const IN_ZIP64_32 = 0xffffffff;
/** Far more than any checkpoint has: a storage is one entry with about 70 bytes in the directory. */
const MAX_ENTRIES = 100_000;
const MAX_DIRECTORY_BYTES = 32 * 1024 * 1024;

/**
 * Lists the entries of a zip: reads its end (at most 64 KiB) and its central directory, but no entries. Names are
 * opaque: `..` and `/` have no meaning. Entries must not overlap and must precede the directory. The local header of
 * an entry is checked when the entry is first read.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.12–4.3.16.
 * @throws {CheckpointError} ('damaged-file')
 */
export async function listZip(source: ByteSource, file: string): Promise<DirectoryEntry[]> {
  const tail = await readTail(source);
  const directory = findDirectory(tail, file);
  checkDirectory(directory, file);
  const bytes = await readDirectory(source, tail, directory);
  return parseDirectory(bytes, directory, file);
}

/**
 * The entries by name.
 * @throws {CheckpointError} ('unsupported-file') naming one that is compressed or encrypted
 */
export function openEntries(
  source: ByteSource,
  entries: readonly DirectoryEntry[],
  file: string,
): ReadonlyMap<string, ZipEntry> {
  const coded = entries.find(({ coding }) => coding !== null);
  if (coded) {
    throw unsupportedFile(
      file,
      `its entry ${excerpt(coded.name)} is ${coded.coding}`,
      'Save it again with torch.save, which stores entries as they are.',
    );
  }
  return new Map(entries.map((entry) => [entry.name, new ZipEntry(source, entry, file)]));
}

/** The last bytes of a file, and their offset in it. */
interface Tail {
  view: DataView;
  start: number;
}

/** Offsets count from the first byte of the file. */
export interface DirectoryPlace {
  count: number;
  start: number;
  bytes: number;
  /** Where the record with these values starts: the directory must end exactly there. */
  end: number;
}

async function readTail(source: ByteSource): Promise<Tail> {
  const longest = MAX_COMMENT_BYTES + END_BYTES + LOCATOR_BYTES + END64_BYTES;
  const start = Math.max(0, source.size - longest);
  const bytes = await source.read(start, source.size);
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), start };
}

function findDirectory({ view, start }: Tail, file: string): DirectoryPlace {
  const at = findEnd(view, file);
  const locatorAt = at - LOCATOR_BYTES;
  const hasLocator = locatorAt >= 0 && view.getUint32(locatorAt, true) === LOCATOR_SIGNATURE;
  const place = readEnd(view, at, start, file);
  if (hasLocator) return readEnd64(view, locatorAt, start, place, file);
  if ([place.start, place.bytes].includes(IN_ZIP64_32)) {
    throw damagedFile(file, 'its zip64 record is missing');
  }
  return place;
}

/** The end record is the last one whose comment extends exactly to the end of the file. */
function findEnd(view: DataView, file: string): number {
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    if (
      view.getUint32(at, true) === END_SIGNATURE &&
      at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength
    ) {
      return at;
    }
  }
  throw damagedFile(file, 'the directory that ends a zip is missing, as in a file that was cut off');
}

function readEnd(view: DataView, at: number, tailStart: number, file: string): DirectoryPlace {
  const disks = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
  const count = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) !== count || disks.some((disk) => disk !== 0 && disk !== IN_ZIP64_16)) {
    throw damagedFile(file, 'it is one part of a divided zip');
  }
  const [bytes, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
  return { count, start, bytes, end: tailStart + at };
}

/** The record that the locator points to must directly precede it and agree with the short record. */
function readEnd64(
  view: DataView,
  locatorAt: number,
  tailStart: number,
  short: DirectoryPlace,
  file: string,
): DirectoryPlace {
  const at = locatorAt - END64_BYTES;
  const uint64 = (offset: number) => Number(view.getBigUint64(offset, true));
  if (
    at < 0 ||
    uint64(locatorAt + 8) !== tailStart + at ||
    view.getUint32(at, true) !== END64_SIGNATURE ||
    uint64(at + 4) !== END64_BYTES - 12
  ) {
    throw damagedFile(file, 'its zip64 record is not where it should be');
  }
  const place = {
    count: uint64(at + 32),
    bytes: uint64(at + 40),
    start: uint64(at + 48),
    end: tailStart + at,
  };
  const agrees =
    uint64(at + 24) === place.count &&
    [place.count, IN_ZIP64_16].includes(short.count) &&
    [place.bytes, IN_ZIP64_32].includes(short.bytes) &&
    [place.start, IN_ZIP64_32].includes(short.start);
  if (!agrees) throw damagedFile(file, 'its two end records disagree');
  return place;
}

function checkDirectory({ count, start, bytes, end }: DirectoryPlace, file: string): void {
  if (start + bytes !== end) {
    throw damagedFile(
      file,
      `its directory claims bytes ${start}–${start + bytes}, it must end at byte ${end}`,
    );
  }
  if (count > MAX_ENTRIES || bytes > MAX_DIRECTORY_BYTES) {
    throw damagedFile(file, `its directory claims ${count} entries in ${bytes} bytes`);
  }
}

async function readDirectory(source: ByteSource, { view, start }: Tail, place: DirectoryPlace) {
  if (place.start < start) return source.read(place.start, place.start + place.bytes);
  return new Uint8Array(view.buffer, view.byteOffset + place.start - start, place.bytes);
}
