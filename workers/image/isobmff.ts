/** The boxes of AVIF and HEIC files (ISO/IEC 14496-12 and 23008-12), as far as they tell how large a picture is. */
import { av1Size } from './av1-size.ts';
import { corruptPicture } from './picture-error.ts';
import type { PictureSize } from './picture-size.ts';

/** The boxes that have others inside, and the bytes of each before them. */
const CONTAINERS: Readonly<Record<string, number>> = {
  meta: 4,
  iprp: 0,
  ipco: 0,
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  stsd: 8,
};
const DEEPEST = 8;

interface Box {
  type: string;
  /** Where its content begins, and the next box. */
  content: number;
  next: number;
}

/**
 * The largest size of the pictures in an AVIF or HEIC file: a grid is larger than its tiles, and a coded picture may be
 * larger than the file says.
 */
export function isobmffSize(view: DataView): PictureSize | null {
  let largest: PictureSize | null = null;
  for (const size of sizes(view)) {
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function* sizes(view: DataView): Generator<PictureSize> {
  const found: Box[] = [];
  for (const box of boxes(view, 0, view.byteLength)) {
    const { type, content } = box;
    if (type === 'ispe') yield { width: view.getUint32(content + 4), height: view.getUint32(content + 8) };
    else if (type === 'av01' || type === 'hvc1' || type === 'hev1') {
      yield { width: view.getUint16(content + 24), height: view.getUint16(content + 26) };
    } else if (type === 'iinf' || type === 'iloc' || type === 'idat') found.push(box);
  }
  yield* codedSizes(view, found);
}

function* boxes(view: DataView, start: number, end: number, depth = 0): Generator<Box> {
  for (let at = start; at + 8 <= end; ) {
    const box = readBox(view, at, end);
    if (box.next < box.content) return;
    yield box;
    const before = CONTAINERS[box.type];
    if (before !== undefined && depth < DEEPEST) {
      yield* boxes(view, box.content + before, box.next, depth + 1);
    }
    at = box.next;
  }
}

/** A length of 0 reaches to the end, 1 stands for 64 bits after the type. */
function readBox(view: DataView, at: number, end: number): Box {
  const stated = view.getUint32(at);
  const isLong = stated === 1;
  const length = isLong ? Number(view.getBigUint64(at + 8)) : stated === 0 ? end - at : stated;
  return { type: type4(view, at + 4), content: at + (isLong ? 16 : 8), next: Math.min(at + length, end) };
}

function type4(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/**
 * Of the AV1 pictures, as their own headers say: decoders make room for that size before they compare.
 * @throws {PictureError} if pictures share so many bytes that reading them takes long
 */
function* codedSizes(view: DataView, found: readonly Box[]): Generator<PictureSize> {
  const [info, places, inside] = ['iinf', 'iloc', 'idat'].map((name) =>
    found.find(({ type }) => type === name),
  );
  if (!info || !places) return;
  let left = 4 * view.byteLength;
  try {
    for (const parts of itemData(view, places, { ids: av1Items(view, info), inside })) {
      left -= parts.reduce((sum, { length }) => sum + length, 0);
      if (left < 0) throw corruptPicture();
      const size = av1Size(parts.length === 1 ? parts[0]! : joined(parts));
      if (size) yield size;
    }
  } catch (error) {
    // Boxes that are cut short: what decoders cannot find, they do not decode.
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Ids of the items that are coded in AV1. */
function av1Items(view: DataView, { content, next }: Box): Set<number> {
  const ids = new Set<number>();
  const countBytes = view.getUint8(content) === 0 ? 2 : 4;
  for (const { type, content: at } of boxes(view, content + 4 + countBytes, next)) {
    const version = view.getUint8(at);
    if (type !== 'infe' || version < 2) continue;
    const id = version === 2 ? view.getUint16(at + 4) : view.getUint32(at + 4);
    if (type4(view, at + (version === 2 ? 8 : 10)) === 'av01') ids.add(id);
  }
  return ids;
}

/** The bytes of those items, by the table of their places. @throws {RangeError} if the table is cut short */
function* itemData(
  view: DataView,
  { content }: Box,
  { ids, inside }: { ids: ReadonlySet<number>; inside: Box | undefined },
): Generator<Uint8Array[]> {
  let at = content;
  const read = (bytes: number) => {
    const value = readUint(view, at, bytes);
    at += bytes;
    return value;
  };
  const version = read(4) >>> 24;
  const widths = read(2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [12, 8, 4, 0].map(
    (shift) => (widths >> shift) & 15,
  );
  const idBytes = version < 2 ? 2 : 4;
  for (let items = read(idBytes); items > 0; items--) {
    const id = read(idBytes);
    const isInside = version > 0 && (read(2) & 15) === 1;
    at += 2; // the file, which is this one
    const base = read(baseBytes!) + (isInside ? (inside?.content ?? view.byteLength) : 0);
    const parts: Uint8Array[] = [];
    for (let extents = read(2); extents > 0; extents--) {
      if (version > 0) at += indexBytes!;
      const offset = base + read(offsetBytes!);
      const length = read(lengthBytes!) || view.byteLength;
      if (ids.has(id)) parts.push(bytesAt(view, offset, length));
    }
    if (parts.length > 0) yield parts;
  }
}

function bytesAt({ buffer, byteOffset, byteLength }: DataView, offset: number, length: number): Uint8Array {
  const start = Math.min(offset, byteLength);
  return new Uint8Array(buffer, byteOffset + start, Math.min(length, byteLength - start));
}

/** Of 0, 2, 4 or 8 bytes. */
function readUint(view: DataView, at: number, bytes: number): number {
  if (bytes === 0) return 0;
  if (bytes === 2) return view.getUint16(at);
  if (bytes === 4) return view.getUint32(at);
  return Number(view.getBigUint64(at));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
