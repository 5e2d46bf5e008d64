/** Fields of EXIF, which is a TIFF file: of a TIFF picture itself, or in another picture. */

import { type ByteSource, FormatError } from '../../io/source.ts';

/** Of a value: a text that is longer is none. */
const MAX_VALUE_BYTES = 4 << 20;
const ENTRY_BYTES = 12;
/** Of one value of each type whose values are read: BYTE, ASCII, LONG, UNDEFINED. */
const TYPE_BYTES = new Map([
  [1, 1],
  [2, 1],
  [4, 4],
  [7, 1],
]);

/** Whether a file or a block begins as a TIFF file. */
export function startsAsTiff(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  return (
    (a === 0x49 && b === 0x49 && c === 42 && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && d === 42)
  );
}

/**
 * The values of some tags in the first directory, as bytes. Those that lie outside the file are left out.
 * @throws {FormatError} if it is no TIFF file, or its directory is cut off.
 */
export async function tiffFields(
  source: ByteSource,
  tags: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const head = await part(source, 0, 8);
  if (!startsAsTiff(head)) throw new FormatError('the EXIF data are damaged');
  const isLittle = head[0] === 0x49;
  const start = viewOf(head).getUint32(4, isLittle);
  const count = viewOf(await part(source, start, start + 2)).getUint16(0, isLittle);
  const entries = viewOf(await part(source, start + 2, start + 2 + count * ENTRY_BYTES));
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
    const tag = entries.getUint16(at, isLittle);
    const size =
      (TYPE_BYTES.get(entries.getUint16(at + 2, isLittle)) ?? 0) * entries.getUint32(at + 4, isLittle);
    if (!tags.includes(tag) || size === 0 || size > MAX_VALUE_BYTES) continue;
    const place = size <= 4 ? start + 2 + at + 8 : entries.getUint32(at + 8, isLittle);
    if (place + size <= source.size) fields.set(tag, await source.read(place, place + size));
  }
  return fields;
}

async function part(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  if (end > source.size) throw new FormatError('the EXIF data are cut off');
  return source.read(start, end);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
