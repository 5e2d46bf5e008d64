/** PNG: the packet is an iTXt chunk behind the header. */

import { crc32 } from '../../io/crc32.ts';
import { inflated } from '../../io/inflate.ts';
import { type ByteSource, concatBytes, FormatError } from '../../io/source.ts';
import { around, asciiBytes, type Container, hasAscii, type Span, viewOf } from './piece.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = 'XML:com.adobe.xmp\0';
const MAX_PACKET_BYTES = 16 << 20;

interface Chunk extends Span {
  type: string;
  /** Of its content. */
  size: number;
  /** The first bytes of its content. */
  head: Uint8Array;
}

export const png: Container = {
  starts: (head) => SIGNATURE.every((byte, index) => head[index] === byte),

  async read(source) {
    for await (const chunk of pngChunks(source)) {
      if (isPacket(chunk)) return packetIn(await source.read(chunk.start + 8, chunk.end - 4));
    }
    return null;
  },

  async embed(source, packet) {
    if (packet.length > MAX_PACKET_BYTES) throw new RangeError(`XMP of more than ${MAX_PACKET_BYTES} bytes`);
    let place: Span | null = null;
    for await (const chunk of pngChunks(source)) {
      if (chunk.type === 'IHDR') place = { start: chunk.end, end: chunk.end };
      if (isPacket(chunk)) return around(source.size, chunk, chunkOf(packet));
    }
    if (place === null) throw new FormatError('the PNG has no header');
    return around(source.size, place, chunkOf(packet));
  },
};

function isPacket({ type, head }: Chunk): boolean {
  return type === 'iTXt' && hasAscii(head, 0, KEYWORD);
}

/** @throws {FormatError} if the content is no such text, or too long. */
async function packetIn(content: Uint8Array): Promise<Uint8Array> {
  if (content.length > MAX_PACKET_BYTES) throw new FormatError('the XMP is too long');
  const compressed = content[KEYWORD.length] === 1;
  const language = content.indexOf(0, KEYWORD.length + 2);
  const translated = language < 0 ? -1 : content.indexOf(0, language + 1);
  if (translated < 0) throw new FormatError('the iTXt chunk is damaged');
  const text = content.subarray(translated + 1);
  return compressed ? inflated(text, MAX_PACKET_BYTES) : text;
}

function chunkOf(packet: Uint8Array): Uint8Array {
  // Not compressed, without a language and a translated keyword.
  const typed = concatBytes([asciiBytes(`iTXt${KEYWORD}`), new Uint8Array(4), packet]);
  const length = new Uint8Array(4);
  viewOf(length).setUint32(0, typed.length - 4);
  const checksum = new Uint8Array(4);
  viewOf(checksum).setUint32(0, crc32(typed));
  return concatBytes([length, typed, checksum]);
}

/** @throws {FormatError} if one is cut off, or there is no end. */
export async function* pngChunks(source: ByteSource): AsyncGenerator<Chunk, void, undefined> {
  let at = SIGNATURE.length;
  while (at + 12 <= source.size) {
    const header = await source.read(at, Math.min(source.size, at + 8 + KEYWORD.length));
    const end = at + 12 + viewOf(header).getUint32(0);
    const type = String.fromCharCode(...header.subarray(4, 8));
    if (end > source.size) throw new FormatError(`the PNG chunk at byte ${at} is cut off`);
    yield { type, size: end - 12 - at, head: header.subarray(8, end - 4 - at), start: at, end };
    if (type === 'IEND') return;
    at = end;
  }
  throw new FormatError('the PNG has no end');
}
