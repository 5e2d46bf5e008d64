/** Copies of the pictures with the text in their XMP. The pictures themselves are not changed. */

import type { ByteSource } from '../../io/source.ts';
import { decodeText } from '../../io/text.ts';
import {
  type ExportRecord,
  errorText,
  type FormatWriter,
  type OutputFile,
  type WriteContext,
} from '../format.ts';
import { openPicture } from '../pictures.ts';
import { mergePacket, newPacket, xmpTextsOf } from '../xmp/packet.ts';
import { containerOf, joined } from './container.ts';

export const EMBED_FOLDER = 'with-alt-text/';

export const embed: FormatWriter = {
  async *write(records, context) {
    for await (const record of records()) {
      const file = await embedded(record, context);
      if (file) yield file;
    }
  },
  preview: (record, context) => newPacket(textsFor(record, context), context.language),
};

async function embedded(record: ExportRecord, context: WriteContext): Promise<OutputFile | null> {
  const { path } = record.record;
  if (record.texts.length === 0) {
    context.skip(path, 'decorative');
    return null;
  }
  const source = await openPicture(path, context);
  if (source === null) return null;
  return withPacket(source, record, context).catch((error: unknown) => {
    context.skip(path, error instanceof RangeError ? 'too-large' : 'damaged', errorText(error));
    return null;
  });
}

/** @throws {FormatError} if picture or packet are damaged, `RangeError` if the packet is too long. */
async function withPacket(
  source: ByteSource,
  record: ExportRecord,
  context: WriteContext,
): Promise<OutputFile | null> {
  const { path } = record.record;
  const container = await containerOf(source);
  if (container === null) {
    context.skip(path, 'not-embeddable');
    return null;
  }
  const old = await container.read(source);
  const texts = textsFor(record, context);
  const packet =
    old === null
      ? wrapped(newPacket(texts, context.language))
      : withoutPadding(mergePacket(decodeText(old).text, texts, context.language));
  const pieces = await container.embed(source, new TextEncoder().encode(packet));
  return { path: EMBED_FOLDER + path, chunks: joined(source, pieces) };
}

function textsFor({ texts }: ExportRecord, { options }: WriteContext) {
  return xmpTextsOf(texts[0]?.text ?? '', options.description);
}

/** With the marks by which programs find a packet in any file. */
function wrapped(packet: string): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n${packet}<?xpacket end="w"?>`;
}

/** Programs leave 2 to 4 kB of white space to grow into; a JPEG segment may have no room for both. */
function withoutPadding(packet: string): string {
  const end = packet.lastIndexOf('<?xpacket end=');
  return end < 0 ? packet : `${packet.slice(0, end).trimEnd()}\n${packet.slice(end)}`;
}
