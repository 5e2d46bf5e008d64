/** `--texts`: which texts count as original ones. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TextForm } from '../../../core/collection.ts';
import { type InputFile, mayHaveTexts } from '../../../dataset/formats/index.ts';
import { EMBEDDED_FORMS } from '../../../workers/capfilt/index.ts';
import { aboutPath, CliError } from '../../errors.ts';
import { textFile } from './folder.ts';

export type TextChoice =
  /** All that are found. */
  | { kind: 'auto' }
  | { kind: 'none' }
  /** Text files beside the pictures. */
  | { kind: 'sidecar' }
  /** XMP sidecars, and XMP in the pictures. */
  | { kind: 'xmp' }
  /** One table, whose paths are from the top of the collection. */
  | { kind: 'file'; file: InputFile };

const KINDS = ['auto', 'none', 'sidecar', 'xmp'] as const;

/** @throws {CliError} for another value, and for a file that is not there or is no table. */
export async function textChoice(value: string): Promise<TextChoice> {
  const kind = KINDS.find((each) => each === value);
  if (kind) return { kind };
  const path = /^csv=(.+)$/s.exec(value)?.[1];
  if (path === undefined) {
    throw new CliError(`--texts is ${value}; it must be auto, none, sidecar, xmp or csv=FILE.`);
  }
  const found = await stat(path).catch((error: unknown) => {
    throw aboutPath(`--texts ${value}`, error);
  });
  if (!found.isFile() || !mayHaveTexts(path)) {
    throw new CliError(`--texts ${value}: name a .csv, .tsv, .jsonl, .json or .parquet file.`);
  }
  return { kind: 'file', file: textFile(basename(path), path, found.size) };
}

export function isTextFile(path: string, { kind }: TextChoice): boolean {
  if (kind === 'sidecar') return /\.(txt|caption)$/i.test(path);
  if (kind === 'xmp') return /\.xmp$/i.test(path);
  return kind === 'auto';
}

/** Which texts in the pictures themselves count. */
export function embeddedForms({ kind }: TextChoice): ReadonlySet<TextForm> {
  if (kind === 'auto') return EMBEDDED_FORMS;
  return new Set(kind === 'xmp' ? [kind] : []);
}
