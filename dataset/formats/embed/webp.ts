/** WebP: the packet is the chunk `XMP ` at the end, and the chunk `VP8X` at the beginning tells of it. */

import { type ByteSource, concatBytes, FormatError } from '../../io/source.ts';
import { asciiBytes, type Container, hasAscii, type Piece, type Span, viewOf } from './piece.ts';

const XMP_FLAG = 0x04;
const ALPHA_FLAG = 0x10;
const HEADER_BYTES = 12;
const MAX_PACKET_BYTES = 16 << 20;

interface Chunk extends Span {
  type: string;
  /** Of its content, without the byte that fills it up. */
  size: number;
}

interface Layout {
  /** Of the RIFF file; bytes after it belong to no chunk. */
  end: number;
  chunks: Chunk[];
}

export const webp: Container = {
  starts: (head) => hasAscii(head, 0, 'RIFF') && hasAscii(head, 8, 'WEBP'),

  async read(source) {
    const { chunks } = await layoutOf(source);
    const packet = chunks.find(({ type }) => type === 'XMP ');
    if (!packet) return null;
    if (packet.size > MAX_PACKET_BYTES) throw new FormatError('the XMP is too long');
    return source.read(packet.start + 8, packet.start + 8 + packet.size);
  },

  async embed(source, packet) {
    if (packet.length > MAX_PACKET_BYTES) throw new RangeError(`XMP of more than ${MAX_PACKET_BYTES} bytes`);
    const { end, chunks } = await layoutOf(source);
    const first = await firstPieces(source, chunks[0]);
    const old = chunks.find(({ type }) => type === 'XMP ') ?? { start: end, end };
    const pieces: Piece[] = [
      ...first,
      { start: chunks[0]?.end ?? end, end: old.start },
      chunkOf('XMP ', packet),
      { start: old.end, end },
    ];
    const header = await source.read(0, HEADER_BYTES).then((bytes) => bytes.slice());
    viewOf(header).setUint32(
      4,
      pieces.reduce((sum, piece) => sum + lengthOf(piece), HEADER_BYTES - 8),
      true,
    );
    return [header, ...pieces, { start: end, end: source.size }];
  },
};

function lengthOf(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : piece.end - piece.start;
}

/** The first chunk, as VP8X with the flag set, or with a VP8X before it. */
async function firstPieces(source: ByteSource, first: Chunk | undefined): Promise<Piece[]> {
  if (!first) throw new FormatError('the WebP file is empty');
  if (first.type !== 'VP8X') return [chunkOf('VP8X', await extendedHeader(source, first)), first];
  if (first.size < 10) throw new FormatError('the WebP header is damaged');
  const chunk = (await source.read(first.start, first.end)).slice();
  chunk[8] = (chunk[8] ?? 0) | XMP_FLAG;
  return [chunk];
}

/** Of a simple file: flags and the size of the picture. */
async function extendedHeader(source: ByteSource, { type, start, size }: Chunk): Promise<Uint8Array> {
  if (size < 10) throw new FormatError('the WebP picture is damaged');
  const view = viewOf(await source.read(start + 8, start + 18));
  let width: number;
  let height: number;
  let flags = XMP_FLAG;
  if (type === 'VP8 ') {
    width = view.getUint16(6, true) & 0x3fff;
    height = view.getUint16(8, true) & 0x3fff;
  } else if (type === 'VP8L') {
    const bits = view.getUint32(1, true);
    width = (bits & 0x3fff) + 1;
    height = ((bits >>> 14) & 0x3fff) + 1;
    if ((bits >>> 28) & 1) flags |= ALPHA_FLAG;
  } else throw new FormatError(`a WebP file that begins with ${type}`);
  if (width === 0 || height === 0) throw new FormatError('the WebP picture has no size');
  const header = new Uint8Array(10);
  header[0] = flags;
  for (const [offset, value] of [
    [4, width - 1],
    [7, height - 1],
  ] as const) {
    header.set([value & 0xff, (value >>> 8) & 0xff, value >>> 16], offset);
  }
  return header;
}

function chunkOf(type: string, content: Uint8Array): Uint8Array {
  const size = new Uint8Array(4);
  viewOf(size).setUint32(0, content.length, true);
  return concatBytes([asciiBytes(type), size, content, new Uint8Array(content.length % 2)]);
}

/** @throws {FormatError} if a chunk is cut off. */
export async function webpChunks(source: ByteSource): Promise<readonly Chunk[]> {
  return (await layoutOf(source)).chunks;
}

/** @throws {FormatError} if a chunk is cut off. */
async function layoutOf(source: ByteSource): Promise<Layout> {
  const end = 8 + viewOf(await source.read(0, HEADER_BYTES)).getUint32(4, true);
  if (end > source.size) throw new FormatError('the WebP file is cut off');
  const chunks: Chunk[] = [];
  let at = HEADER_BYTES;
  while (at + 8 <= end) {
    const header = await source.read(at, at + 8);
    const size = viewOf(header).getUint32(4, true);
    // Some encoders leave out the filling byte of the last chunk.
    const chunkEnd = Math.min(
      at + 8 + size + (size % 2),
      at + 8 + size >= end ? end : Number.POSITIVE_INFINITY,
    );
    if (at + 8 + size > end) throw new FormatError(`the WebP chunk at byte ${at} is cut off`);
    chunks.push({ type: String.fromCharCode(...header.subarray(0, 4)), size, start: at, end: chunkEnd });
    at = chunkEnd;
  }
  return { end, chunks };
}
