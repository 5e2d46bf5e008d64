/** Texts in the IPTC and EXIF data of a picture. */

import type { TextForm } from '../../../core/collection.ts';
import type { ByteSource } from '../../io/source.ts';
import { decodeText } from '../../io/text.ts';
import { metadataBlocks } from './blocks.ts';
import { tiffFields } from './exif.ts';
import { iptcCaptions, iptcResource } from './iptc.ts';

const IMAGE_DESCRIPTION = 0x010e;
const IPTC = 0x83bb;
const PHOTOSHOP = 0x8649;
/** Of Windows, in UTF-16. */
const XP_COMMENT = 0x9c9c;

const NO_FIELDS: ReadonlyMap<number, Uint8Array> = new Map();

export interface MetadataText {
  text: string;
  form: TextForm;
}

/**
 * The caption of IPTC, then EXIF's description, then the comment of Windows.
 * @throws {FormatError} if the picture or its EXIF data are damaged.
 */
export async function metadataTexts(source: ByteSource): Promise<MetadataText[]> {
  const { exif, resources } = await metadataBlocks(source);
  const fields = exif ? await fieldsIn(exif, resources !== null) : NO_FIELDS;
  const found = resources ?? fields.get(PHOTOSHOP) ?? null;
  const iptc = fields.get(IPTC) ?? (found && iptcResource(found));
  const description = fields.get(IMAGE_DESCRIPTION);
  const comment = fields.get(XP_COMMENT);
  return [
    ...(iptc ? iptcCaptions(iptc) : []).map((text) => ({ text, form: 'iptc' as const })),
    ...(description ? [{ text: asciiText(description), form: 'exif' as const }] : []),
    ...(comment ? [{ text: new TextDecoder('utf-16le').decode(comment), form: 'exif' as const }] : []),
  ];
}

/** @param hasOthers whether there are other texts, which damaged EXIF data must not hide. */
async function fieldsIn(exif: ByteSource, hasOthers: boolean): Promise<ReadonlyMap<number, Uint8Array>> {
  try {
    return await tiffFields(exif, [IMAGE_DESCRIPTION, IPTC, PHOTOSHOP, XP_COMMENT]);
  } catch (error) {
    if (hasOthers) return NO_FIELDS;
    throw error;
  }
}

/** Up to the first NUL: ASCII by the standard, UTF-8 or Windows-1252 as programs write it. */
function asciiText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeText(end < 0 ? bytes : bytes.subarray(0, end)).text;
}
