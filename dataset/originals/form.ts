/** What a reader of one form gives and gets. */

import type { PictureRecord, TextForm } from '../../core/collection.ts';
import type { TextWarning, TextWarningCode } from '../../core/protocol/collection-worker.ts';
import type { ByteSource, InputFile } from '../io/source.ts';

/** Texts of one picture, as a file has them. */
export interface FoundItem {
  /** `path`: as the file names the picture; `stem`: its path without an ending, from the top of the collection. */
  path?: string;
  stem?: string;
  texts: readonly string[];
  /** Everything that this project knew of the picture, where the file is its own. */
  own?: PictureRecord | undefined;
  /** The line or record, from 1 on; null for a file about one picture. */
  record: number | null;
  form: TextForm;
}

export type Warn = (code: TextWarningCode, record?: number | null, detail?: string | null) => void;

/**
 * Reads one file. What makes no sense is told by `warn`, and the rest is read.
 * @throws {Error} if the file cannot be read any further.
 */
export type FormReader = (file: InputFile, source: ByteSource, warn: Warn) => AsyncIterable<FoundItem>;

/** A few warnings of each kind say enough about a file. */
const MAX_WARNINGS = 20;

/** @param tell the first ones of each code. */
export function warningsOf(file: string, tell: (warning: TextWarning) => void): Warn {
  const counts = new Map<TextWarningCode, number>();
  return (code, record = null, detail = null) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= MAX_WARNINGS) tell({ code, file, record, detail });
  };
}
