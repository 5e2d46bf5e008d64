/** Texts in the XMP of a picture itself. */

import type { OriginalText } from '../../core/collection.ts';
import { containerOf } from '../formats/embed/container.ts';
import { textsOfPacket } from '../formats/xmp/packet.ts';
import type { ByteSource } from '../io/source.ts';
import { decodeText } from '../io/text.ts';

/** How far a packet is looked for in other files than JPEG, PNG and WebP. */
const MAX_SCAN_BYTES = 64 << 20;
const SCAN_BYTES = 1 << 20;
const MAX_PACKET_BYTES = 1 << 20;
const START = '<x:xmpmeta';
const END = '</x:xmpmeta>';

/**
 * Reads the packet of JPEG, PNG and WebP by the structure of the file, and looks for its marks in all other files.
 * @throws {Error} if the picture or its packet is damaged; the picture may be fit to be captioned all the same.
 */
export async function embeddedTexts(source: ByteSource): Promise<OriginalText[]> {
  const container = await containerOf(source);
  const packet = container ? await container.read(source) : await scannedPacket(source);
  if (packet === null) return [];
  return textsOfPacket(decodeText(packet).text).map(({ text }) => ({
    source: 'original',
    text: text.trim(),
    form: 'xmp',
    match: null,
  }));
}

/** The first packet in the file, in UTF-8. HEIC, AVIF, TIFF and GIF hold it in one piece. */
async function scannedPacket(source: ByteSource): Promise<Uint8Array | null> {
  const limit = Math.min(source.size, MAX_SCAN_BYTES);
  for (let from = 0; from < limit; from += SCAN_BYTES) {
    const window = latin1(await source.read(from, Math.min(source.size, from + SCAN_BYTES + START.length)));
    const found = window.indexOf(START);
    if (found < 0) continue;
    const start = from + found;
    const bytes = await source.read(start, Math.min(source.size, start + MAX_PACKET_BYTES));
    const end = latin1(bytes).indexOf(END);
    if (end >= 0) return bytes.subarray(0, end + END.length);
  }
  return null;
}

/** A letter for each byte, so that places in the text are places in the bytes. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}
