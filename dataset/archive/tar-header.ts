/** The headers of tar files (POSIX.1-1988 ustar). */

import { concatBytes } from '../io/source.ts';

export const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** 11 octal digits. */
const MAX_SIZE = 0o77777777777;

/** Name and the folders before it, which have fields of their own; null if they do not fit. */
function splitName(name: string): [prefix: Uint8Array, name: Uint8Array] | null {
  const encoder = new TextEncoder();
  const bytes = encoder.encode(name);
  if (bytes.length <= NAME_BYTES) return [encoder.encode(''), bytes];
  // The first slash that leaves a short enough name leaves the shortest prefix.
  const slash = bytes.indexOf(0x2f, bytes.length - NAME_BYTES - 1);
  const fits = slash > 0 && slash <= PREFIX_BYTES && slash < bytes.length - 1;
  return fits ? [bytes.subarray(0, slash), bytes.subarray(slash + 1)] : null;
}

export function fitsTar(name: string): boolean {
  return splitName(name) !== null;
}

/**
 * The header of a file, `rw-r--r--`, without owner and time, so that equal content makes equal archives.
 * @throws {RangeError} if name or size do not fit.
 */
export function tarHeader(name: string, size: number): Uint8Array {
  const split = splitName(name);
  if (!split || size > MAX_SIZE) throw new RangeError(`does not fit into a tar file: ${name}`);
  const header = new Uint8Array(BLOCK_BYTES);
  const write = (offset: number, text: string) => header.set(new TextEncoder().encode(text), offset);
  const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
  header.set(split[1], 0);
  write(100, '0000644\0');
  write(108, '0000000\0');
  write(116, '0000000\0');
  write(124, octal(size));
  write(136, octal(0));
  write(156, '0');
  write(257, 'ustar\x0000');
  header.set(split[0], 345);
  write(148, `${checksumOf(header).toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** The sum of the bytes, those of the checksum itself counted as spaces. */
export function checksumOf(header: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum;
}

/** What fills the last block of a file. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
}

export function tarEnd(): Uint8Array {
  return concatBytes([new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)]);
}
