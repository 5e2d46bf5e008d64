/** Lists of pictures in JSON lines: this project's own records, or a path and texts a line under the names of data sets. */

import type { OriginalText } from '../../core/collection.ts';
import type { ByteSource } from '../io/source.ts';
import { decodedChunks, linesOf } from '../io/text.ts';
import { isObject, objectPath, objectTexts } from '../originals/fields.ts';

const MAX_LINE_LETTERS = 16 << 20;

/** A line of a list of pictures. */
export interface ListedLine {
  /** From 1 on. */
  number: number;
  /** As the list has it; null for a line that names no picture. */
  path: string | null;
  texts: OriginalText[];
}

/** The lines that are not empty, without those of a journal that are about no picture. */
export async function* listedPictures(source: ByteSource): AsyncGenerator<ListedLine, void, undefined> {
  const chunks = decodedChunks(source, () => {});
  for await (const [number, line] of linesOf(chunks, MAX_LINE_LETTERS)) {
    if (line?.trim() === '') continue;
    const value = line === null ? null : parsed(line);
    if (isObject(value) && ('fingerprint' in value || value.decision !== undefined)) {
      if (!Array.isArray(value.texts)) continue;
    }
    const object = isObject(value) ? value : {};
    yield { number, path: objectPath(object).path, texts: originalsOf(object) };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Of this project's records only the texts that came with the picture: the others were made. */
function originalsOf(object: Record<string, unknown>): OriginalText[] {
  const { texts } = object;
  const isOwn =
    Array.isArray(texts) && texts.every((text) => isObject(text) && typeof text.source === 'string');
  const found = isOwn
    ? objectTexts({ texts: texts.filter(({ source }) => source === 'original') })
    : objectTexts(object);
  const distinct = new Set(found.map((text) => text.trim()).filter((text) => text !== ''));
  return [...distinct].map((text) => ({ source: 'original', text, form: 'jsonl', match: null }));
}
