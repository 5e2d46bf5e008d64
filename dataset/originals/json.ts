/** JSON lines, and JSON: COCO captions, the lists that BLIP trains with, and files about one picture. */

import { ownRecord } from '../formats/json/own-record.ts';
import { stemOf } from '../io/paths.ts';
import { decodedChunks, linesOf, readText } from '../io/text.ts';
import { isObject, objectPath, objectTexts, textsIn } from './fields.ts';
import type { FormReader, FoundItem, Warn } from './form.ts';
import { isImagefolder } from './tables.ts';

const MAX_LINE_LETTERS = 16 << 20;
const MAX_JSON_BYTES = 256 << 20;
/** If so many lines at the beginning are no records, the file is none of records. */
const GIVE_UP_AFTER = 100;

export const jsonLines: FormReader = async function* (file, source, warn) {
  const form = isImagefolder(file.path) ? 'imagefolder' : 'jsonl';
  const chunks = decodedChunks(source, (encoding) => encoding === 'windows-1252' && warn('encoding'));
  let good = false;
  for await (const [number, line] of linesOf(chunks, MAX_LINE_LETTERS)) {
    if (line?.trim() === '') continue;
    const item = line === null ? null : lineItem(line);
    if (item) yield { ...item, record: number, form };
    else warn(line === null ? 'too-large' : 'bad-record', number, line?.slice(0, 100));
    good ||= item !== null;
    if (good || number < GIVE_UP_AFTER) continue;
    warn('not-this-form');
    return;
  }
};

function lineItem(line: string): Pick<FoundItem, 'path' | 'stem' | 'texts' | 'own'> | null {
  const value = parsed(line);
  const item = isObject(value) ? objectItem(value) : null;
  return item && isObject(value) ? { ...item, own: ownRecord(value) ?? undefined } : item;
}

/** Null without a path. */
export function objectItem(
  object: Record<string, unknown>,
): Pick<FoundItem, 'path' | 'stem' | 'texts'> | null {
  const { path, stem } = objectPath(object);
  if (path === null && stem === null) return null;
  return { ...(path !== null && { path }), ...(stem !== null && { stem }), texts: objectTexts(object) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws {SyntaxError} if it is no JSON. */
export const jsonFile: FormReader = async function* (file, source, warn) {
  if (source.size > MAX_JSON_BYTES) {
    warn('too-large');
    return;
  }
  const { text, encoding } = await readText(source, MAX_JSON_BYTES);
  if (encoding === 'windows-1252') warn('encoding');
  const value: unknown = JSON.parse(text);
  if (isObject(value) && Array.isArray(value.images) && Array.isArray(value.annotations)) {
    yield* cocoItems(value.images, value.annotations, warn);
  } else if (Array.isArray(value)) yield* listItems(value, warn);
  else if (isObject(value)) {
    // It is about the picture beside it. A path in it is the one that the picture had before it was packed.
    const texts = objectTexts(value);
    if (texts.length > 0) yield { stem: stemOf(file.path), texts, record: null, form: 'webdataset' };
  } else warn('not-this-form');
};

function* cocoItems(images: unknown[], annotations: unknown[], warn: Warn): Generator<FoundItem> {
  const names = new Map<unknown, string>();
  for (const image of images) {
    if (isObject(image) && typeof image.file_name === 'string') names.set(image.id, image.file_name);
  }
  for (const [index, annotation] of annotations.entries()) {
    const path = isObject(annotation) ? names.get(annotation.image_id) : undefined;
    const texts = isObject(annotation) ? textsIn(annotation.caption) : [];
    if (path !== undefined && texts.length > 0) yield { path, texts, record: index + 1, form: 'coco' };
    else warn('bad-record', index + 1, path === undefined ? 'no such image_id' : 'no caption');
  }
}

function* listItems(list: unknown[], warn: Warn): Generator<FoundItem> {
  const [first] = list;
  // The results of COCO say numbers of pictures, and another file has the names.
  if (isObject(first) && 'image_id' in first && objectItem(first) === null) {
    warn('not-this-form', 1, 'no file names');
    return;
  }
  for (const [index, entry] of list.entries()) {
    const item = isObject(entry) ? objectItem(entry) : null;
    if (item) yield { ...item, record: index + 1, form: 'blip' };
    else warn('bad-record', index + 1, 'no image');
  }
}
