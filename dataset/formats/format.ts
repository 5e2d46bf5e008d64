/** What a data set format gets, and what it makes. */

import type { PictureRecord, PictureText } from '../../core/collection.ts';
import type { FORMAT_SKIP_REASONS, FormatOptions, PictureSkipReason } from '../../core/protocol/exports.ts';
import type { ByteSource } from '../io/source.ts';

/** A picture of the export, with its chosen texts in the template. */
export interface ExportRecord {
  record: PictureRecord;
  /** The one that stands for the picture first; empty for a decorative picture. */
  texts: readonly PictureText[];
  /** Why the picture is not exported: null but for formats that hold every picture. */
  leftOut: PictureSkipReason | null;
}

export type FormatSkipReason = (typeof FORMAT_SKIP_REASONS)[number];

export interface WriteContext {
  /** Of texts in XMP, e.g. `en`. */
  language: string;
  options: Omit<FormatOptions, 'table'> & { table: ByteSource | null };
  /** The bytes of a picture. Rejects when it cannot be read any more. */
  openPicture(path: string): Promise<ByteSource>;
  /** A file that is in the folder already, e.g. an XMP sidecar; null if there is none. */
  openExisting(path: string): Promise<ByteSource | null>;
  /** A picture that is left out of this format. */
  skip(path: string, reason: FormatSkipReason, detail?: string): void;
}

/** A file to be written. Its chunks are read once, to their end, before the next file is asked for. */
export interface OutputFile {
  path: string;
  chunks: AsyncIterable<Uint8Array>;
}

/** The records of an export, from the first one on at each call. */
export type Records = () => AsyncIterable<ExportRecord>;

export interface FormatWriter {
  /** Gets the pictures that are left out of the export, too. */
  everyPicture?: true;
  /** Errors of one picture go to `context.skip` and do not end the export. */
  write(records: Records, context: WriteContext): AsyncIterable<OutputFile>;
  /** A record as the format writes it, to be read by a person; absent where the first file is text. */
  preview?(record: ExportRecord, context: WriteContext): string | Promise<string>;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
