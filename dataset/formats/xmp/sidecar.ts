/** XMP sidecars: `a.jpg.xmp`, as darktable, digiKam and Immich read them, or `a.xmp`. One that is there is merged into. */

import { foldedPath, stemOf } from '../../io/paths.ts';
import { bytesSource, chunksOf, FormatError } from '../../io/source.ts';
import { readText } from '../../io/text.ts';
import { type ExportRecord, errorText, type FormatWriter, type WriteContext } from '../format.ts';
import { copiedPictures } from '../pictures.ts';
import { mergePacket, newPacket, xmpTextsOf } from './packet.ts';

export const MAX_SIDECAR_BYTES = 16 << 20;

export const xmp: FormatWriter = {
  async *write(records, context) {
    const taken = new Map<string, string>();
    for await (const record of records()) {
      const { path } = record.record;
      const target = `${context.options.sidecarName === 'full' ? path : stemOf(path)}.xmp`;
      const other = taken.get(foldedPath(target));
      if (record.texts.length === 0) context.skip(path, 'decorative');
      else if (other !== undefined) context.skip(path, 'name-taken', other);
      else {
        const packet = await packetFor(record, target, context);
        if (packet === null) continue;
        taken.set(foldedPath(target), path);
        yield { path: target, chunks: chunksOf(bytesSource(new TextEncoder().encode(packet))) };
      }
    }
    yield* copiedPictures(records, context);
  },
};

/** Null if the sidecar that is there cannot be changed without a loss. */
async function packetFor(
  record: ExportRecord,
  target: string,
  context: WriteContext,
): Promise<string | null> {
  const texts = xmpTextsOf(record.texts[0]?.text ?? '', context.options.description);
  try {
    const existing = await context.openExisting(target);
    if (existing === null) return newPacket(texts, context.language);
    const { text, encoding } = await readText(existing, MAX_SIDECAR_BYTES);
    if (encoding === 'windows-1252') throw new FormatError('the sidecar is not UTF-8');
    return mergePacket(declaredUtf8(text), texts, context.language);
  } catch (error) {
    context.skip(record.record.path, 'damaged', errorText(error));
    return null;
  }
}

/** The document is written as UTF-8, whatever it was before. */
function declaredUtf8(text: string): string {
  return text.replace(/^(\s*<\?xml[^>]*?\bencoding\s*=\s*)(["'])[^"']*\2/, '$1$2UTF-8$2');
}
