/** The original texts of a collection's pictures, from all files that lie with them. */

import type { OriginalText, PictureRecord, TextForm } from '../../core/collection.ts';
import type { TextWarning } from '../../core/protocol/collection-worker.ts';
import { errorText } from '../formats/format.ts';
import { endingOf, folderOf, nameOf, stemOf } from '../io/paths.ts';
import type { InputFile } from '../io/source.ts';
import { type FormReader, type FoundItem, type Warn, warningsOf } from './form.ts';
import { jsonFile, jsonLines } from './json.ts';
import { PictureIndex, type Resolved } from './picture-index.ts';
import { textSidecar, xmpSidecar } from './sidecar.ts';
import { csvTable, parquetTable } from './tables.ts';
import { webdatasetTar } from './webdataset.ts';

const READERS: Record<string, FormReader> = {
  txt: textSidecar('txt'),
  caption: textSidecar('caption'),
  xmp: xmpSidecar,
  csv: csvTable,
  tsv: csvTable,
  jsonl: jsonLines,
  ndjson: jsonLines,
  json: jsonFile,
  parquet: parquetTable,
  tar: webdatasetTar,
};

/** Files of projects that are no captions, and that nobody misses. */
const OTHER_TEXTS =
  /^(readme|licen[cs]e|copying|notice|classes|labels|requirements|package|tsconfig|dataset_infos?|coco_results)\b/i;
/** Of one picture: what is more comes from a mistake. */
const MAX_TEXTS = 100;
const MAX_TEXT_LETTERS = 20_000;

/** Whether original texts may be in a file of this name. */
export function mayHaveTexts(path: string): boolean {
  return endingOf(path) in READERS && !OTHER_TEXTS.test(nameOf(path));
}

/** Where texts are looked for. */
export interface OriginalsRequest {
  /** Paths of the collection's pictures. */
  pictures: Iterable<string>;
  /** The other files. Those that cannot have texts are not opened. */
  files: Iterable<InputFile>;
  /** Told of what cannot be read. */
  warn(warning: TextWarning): void;
  /**
   * Offers everything that a file of this project's own form knows of a picture, under the picture's path. If it is
   * taken, the line's texts are not given as original texts.
   */
  restore?(record: PictureRecord): boolean;
}

/** A text that came with a picture. */
export interface FoundText {
  path: string;
  text: OriginalText;
}

/**
 * Reads the files one after the other. A text that a picture has already, from whichever file, is not given again.
 * Nothing throws: a file that cannot be read is a warning.
 */
export async function* readOriginals({
  pictures,
  files,
  warn,
  restore = () => false,
}: OriginalsRequest): AsyncGenerator<FoundText, void> {
  const index = new PictureIndex(pictures);
  const known = new KnownTexts();
  for (const file of files) {
    const reader = mayHaveTexts(file.path) ? READERS[endingOf(file.path)] : undefined;
    if (!reader) continue;
    const tell = warningsOf(file.path, warn);
    try {
      for await (const item of reader(file, await file.open(), tell)) {
        if (!restored(item, file, index, restore)) yield* textsFor(item, file, index, known, tell);
      }
    } catch (error) {
      tell('damaged', null, errorText(error));
    }
  }
}

function restored(
  { own, ...item }: FoundItem,
  file: InputFile,
  index: PictureIndex,
  restore: (record: PictureRecord) => boolean,
): boolean {
  if (own === undefined) return false;
  const found = pictureOf(item, file, index);
  const [path] = 'paths' in found ? found.paths : [];
  return path !== undefined && restore({ ...own, path });
}

function* textsFor(
  item: FoundItem,
  file: InputFile,
  index: PictureIndex,
  known: KnownTexts,
  tell: Warn,
): Generator<FoundText> {
  const texts = item.texts.map((text) => text.trim()).filter((text) => text !== '');
  if (texts.length === 0) return;
  const found = pictureOf(item, file, index);
  if ('code' in found) {
    tell(found.code, item.record, item.path ?? item.stem ?? null);
    return;
  }
  for (const text of texts) {
    if (text.length > MAX_TEXT_LETTERS) tell('too-large', item.record, text.slice(0, 100));
    else
      for (const path of found.paths)
        if (known.add(path, text, item, file, tell)) yield { path, text: originalText(text, item.form) };
  }
}

function originalText(text: string, form: TextForm): OriginalText {
  return { source: 'original', text, form, match: null };
}

function pictureOf({ path, stem, record }: FoundItem, file: InputFile, index: PictureIndex): Resolved {
  const folder = folderOf(file.path);
  const named = path === undefined ? null : index.named(path, folder);
  // An address is of the web as often as of a file, and then the key says which file it became.
  if (named && (stem === undefined || 'paths' in named)) return named;
  if (record !== null) return index.keyed(stem ?? '', folder);
  // `a.jpg.txt` is about `a.jpg` alone, `a.txt` about every `a`.
  const whole = stemOf(file.path);
  if (index.has(whole)) return index.named(whole, '');
  const paths = index.withStem(whole);
  return paths.length > 0 ? { paths } : { code: 'no-such-picture' };
}

/** What each picture has so far. */
class KnownTexts {
  readonly #texts = new Map<string, Map<string, { file: string; record: number | null }>>();

  /** Whether the text is new. One that the same file has in another record is told. */
  add(path: string, text: string, { record }: FoundItem, file: InputFile, tell: Warn): boolean {
    const texts = this.#texts.get(path) ?? new Map();
    this.#texts.set(path, texts);
    const before = texts.get(text);
    if (before !== undefined) {
      if (before.file === file.path && before.record !== record) tell('duplicate', record, path);
      return false;
    }
    if (texts.size >= MAX_TEXTS) {
      tell('too-large', record, path);
      return false;
    }
    texts.set(text, { file: file.path, record });
    return true;
  }
}
