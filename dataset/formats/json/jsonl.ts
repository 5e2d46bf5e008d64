/**
 * JSON lines with everything that is known of every picture: this project's own form, described in docs/datasets.md, which
 * `own-record.ts` reads back.
 */

import type { PictureText } from '../../../core/collection.ts';
import type { ExportRecord, FormatWriter } from '../format.ts';
import { copiedPictures } from '../pictures.ts';
import { jsonLines } from './lines.ts';

/** The name of the file. */
export const JSONL_FILE = 'captions.jsonl';
/** Of the schema. */
export const JSONL_VERSION = 1;

export const jsonl: FormatWriter = {
  everyPicture: true,
  async *write(records, context) {
    yield { path: JSONL_FILE, chunks: jsonLines(records, lineOf) };
    yield* copiedPictures(records, context);
  },
};

export function lineOf({ record, texts, leftOut }: ExportRecord): object {
  const { decision } = record;
  return {
    version: JSONL_VERSION,
    path: record.path,
    bytes: record.bytes,
    modified: record.modified,
    sha256: record.sha256,
    perceptual_hash: record.perceptualHash ?? null,
    width: record.width,
    height: record.height,
    decorative: decision?.kind === 'decorative',
    left_out: leftOut,
    chosen: texts.map(textOf),
    texts: record.texts.map(textOf),
    decision: decision?.kind ?? null,
    decided_text: decision && 'text' in decision ? textOf(decision.text) : null,
    label: record.label ?? null,
    done: record.done,
    error: record.error?.message ?? null,
    error_code: record.error?.code ?? null,
  };
}

/** The match flat, under the names that other columns have, too. */
function textOf({ match, ...text }: PictureText): object {
  return { ...text, itm: match?.probability ?? null, itc: match?.cosine ?? null };
}
