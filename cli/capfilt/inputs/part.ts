/** What one input of the command line has: pictures, and files that may have their texts. */
import type { OriginalText } from '../../../core/collection.ts';
import type { InputFile } from '../../../dataset/formats/index.ts';
import { checkFileSize } from '../../../workers/image/index.ts';
import { oneLine } from '../../errors.ts';

export interface PartPicture {
  /** Relative to the input, with `/` between folders. */
  path: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** Those that a table or a list has beside the picture. */
  texts?: readonly OriginalText[];
  open(): Promise<Uint8Array>;
}

/** A file that is no picture of the run, and why. */
export interface LeftOutFile {
  path: string;
  reason: string;
}

export interface InputPart {
  /** In the order in which they are read best. */
  pictures: PartPicture[];
  texts: InputFile[];
  leftOut: LeftOutFile[];
  close(): Promise<void>;
}

export function emptyPart(): InputPart {
  return { pictures: [], texts: [], leftOut: [], close: async () => {} };
}

/** Why a file with so many bytes is no picture; null if it may be one. */
export function tooLarge(bytes: number): string | null {
  try {
    checkFileSize(bytes);
    return null;
  } catch (error) {
    return oneLine(error);
  }
}

/** The same everywhere, unlike the order of `localeCompare`. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
