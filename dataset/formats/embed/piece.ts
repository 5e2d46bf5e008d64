import type { ByteSource } from '../../io/source.ts';

export interface Span {
  start: number;
  end: number;
}

/** Bytes of the file, or new ones. */
export type Piece = Span | Uint8Array;

export interface Container {
  starts(head: Uint8Array): boolean;
  /**
   * The packet of the file; null if it has none.
   * @throws {FormatError} if the file is damaged.
   */
  read(source: ByteSource): Promise<Uint8Array | null>;
  /**
   * The file with a packet in place of its own. All other bytes are as they were, but for sizes and flags that tell of
   * the packet.
   * @throws {FormatError} if the file is damaged, `RangeError` if the packet is too long.
   */
  embed(source: ByteSource, packet: Uint8Array): Promise<Piece[]>;
}

/** Whether the bytes from `at` on are those of an ASCII text. */
export function hasAscii(bytes: Uint8Array, at: number, text: string): boolean {
  return (
    bytes.length >= at + text.length &&
    [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0))
  );
}

export function asciiBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The spans of a file with some bytes replaced; `replaced` may be empty, for an insertion. */
export function around(size: number, replaced: Span, by: Uint8Array): Piece[] {
  return [{ start: 0, end: replaced.start }, by, { start: replaced.end, end: size }];
}
