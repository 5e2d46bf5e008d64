/** JPEG: the packet is an APP1 segment behind JFIF and EXIF. */

import { type ByteSource, concatBytes, FormatError } from '../../io/source.ts';
import { around, asciiBytes, type Container, hasAscii, type Span, viewOf } from './piece.ts';

const SIGNATURE = 'http://ns.adobe.com/xap/1.0/\0';
/** Of a packet, by the XMP specification. */
const MAX_PACKET_BYTES = 65_502;
const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP13 = 0xed;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

interface Segment extends Span {
  marker: number;
  /** The first bytes of its content. */
  head: Uint8Array;
}

export const jpeg: Container = {
  starts: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,

  async read(source) {
    for await (const { marker, head, start, end } of jpegSegments(source)) {
      if (marker === APP1 && hasAscii(head, 0, SIGNATURE))
        return source.read(start + 4 + SIGNATURE.length, end);
    }
    return null;
  },

  async embed(source, packet) {
    if (packet.length > MAX_PACKET_BYTES)
      throw new RangeError(`a JPEG holds XMP of ${MAX_PACKET_BYTES} bytes`);
    return around(source.size, await placeIn(source), segmentOf(packet));
  },
};

/** The segment that has a packet, or the place behind JFIF and EXIF. */
async function placeIn(source: ByteSource): Promise<Span> {
  let insertAt = 2;
  for await (const { marker, head, start, end } of jpegSegments(source)) {
    if (marker === APP1 && hasAscii(head, 0, SIGNATURE)) return { start, end };
    const leads = marker === APP0 || (marker === APP1 && hasAscii(head, 0, 'Exif\0'));
    if (leads && start === insertAt) insertAt = end;
  }
  return { start: insertAt, end: insertAt };
}

function segmentOf(packet: Uint8Array): Uint8Array {
  const content = concatBytes([asciiBytes(SIGNATURE), packet]);
  const header = new Uint8Array([0xff, APP1, 0, 0]);
  viewOf(header).setUint16(2, content.length + 2);
  return concatBytes([header, content]);
}

/** Those before the picture's data. @throws {FormatError} if one is cut off. */
export async function* jpegSegments(source: ByteSource): AsyncGenerator<Segment, void, undefined> {
  let at = 2;
  while (at + 4 <= source.size) {
    const header = await source.read(at, Math.min(source.size, at + 4 + SIGNATURE.length));
    const marker = header[1] ?? 0;
    if (header[0] !== 0xff) throw new FormatError(`no JPEG marker at byte ${at}`);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    const end = at + 2 + viewOf(header).getUint16(2);
    if (end > source.size || end < at + 4) throw new FormatError(`the JPEG segment at byte ${at} is cut off`);
    yield { marker, head: header.subarray(4, end - at), start: at, end };
    at = end;
  }
  throw new FormatError('the JPEG has no picture data');
}
