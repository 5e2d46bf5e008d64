/** Texts in the XMP, IPTC and EXIF of a picture itself. */

import type { OriginalText } from '../../core/collection.ts';
import { containerOf } from '../formats/embed/container.ts';
import { textsOfPacket } from '../formats/xmp/packet.ts';
import type { ByteSource } from '../io/source.ts';
import { decodeText } from '../io/text.ts';
import { type MetadataText, metadataTexts } from './metadata/metadata-texts.ts';
import { captionOf } from './metadata/no-captions.ts';

/** How far a packet is looked for in other files than JPEG, PNG and WebP. */
const MAX_SCAN_BYTES = 64 << 20;
const SCAN_BYTES = 1 << 20;
const MAX_PACKET_BYTES = 1 << 20;
const START = '<x:xmpmeta';
const END = '</x:xmpmeta>';

/**
 * Those of XMP, of IPTC and of EXIF in this order, each text once and without what cameras write by themselves. XMP is read
 * from JPEG, PNG and WebP by the structure of the file, and looked for in all other files; IPTC and EXIF are read from JPEG,
 * PNG, WebP and TIFF.
 * @throws {Error} if nothing is found, and the picture or its metadata are damaged; the picture may be fit to be captioned
 * all the same.
 */
export async function embeddedTexts(source: ByteSource): Promise<OriginalText[]> {
  const outcomes = await Promise.allSettled([xmpTexts(source), metadataTexts(source)]);
  const texts = new Map<string, OriginalText>();
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') continue;
    for (const { text: found, form } of outcome.value) {
      const text = captionOf(found);
      if (text !== null && !texts.has(text)) texts.set(text, { source: 'original', text, form, match: null });
    }
  }
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected' && texts.size === 0) throw failed.reason;
  return [...texts.values()];
}

async function xmpTexts(source: ByteSource): Promise<MetadataText[]> {
  const container = await containerOf(source);
  const packet = container ? await container.read(source) : await scannedPacket(source);
  if (packet === null) return [];
  return textsOfPacket(decodeText(packet).text).map(({ text }) => ({ text, form: 'xmp' }));
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
