/** Picture files that hold an XMP packet: where it is, and the file with another one in its place. */

import { type ByteSource, chunksOf } from '../../io/source.ts';
import { jpeg } from './jpeg.ts';
import type { Container, Piece } from './piece.ts';
import { png } from './png.ts';
import { webp } from './webp.ts';

const HEAD_BYTES = 12;

/** By its first bytes; null for other files. */
export async function containerOf(source: ByteSource): Promise<Container | null> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  return [jpeg, png, webp].find((container) => container.starts(head)) ?? null;
}

/** The bytes of a file that was taken apart. */
export async function* joined(source: ByteSource, pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* chunksOf(source, piece.start, piece.end);
  }
}
