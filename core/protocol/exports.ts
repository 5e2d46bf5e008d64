/// <reference path="../file-system.d.ts" />
/** What an export of a collection is asked for, and what it reports. */

import type { FilterSettings } from '../collection.ts';

/** The forms of an export. */
export const EXPORT_FORMATS = [
  'txt',
  'caption',
  'jsonl',
  'imagefolder',
  'parquet',
  'webdataset',
  'coco',
  'blip',
  'csv',
  'wordpress',
  'shopify',
  'html',
  'xmp',
  'embed',
] as const;
/** One of `EXPORT_FORMATS`. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What is exported, and how. */
export interface ExportSettings {
  formats: readonly ExportFormat[];
  filter: FilterSettings;
  /** Around each text: `{caption}`, `{name}`, `{folder}`, `{date}`; `{caption}` alone changes nothing. */
  template: string;
  /** Of texts in XMP, e.g. `en`. */
  language: string;
  /** Absent ones have the values of `DEFAULT_FORMAT_OPTIONS`. */
  options?: Partial<FormatOptions>;
}

/** What single formats ask. */
export interface FormatOptions {
  /**
   * Copies of the pictures as well: in Parquet a column, else files. WebDataset and embedded XMP always have them.
   */
  pictures: boolean;
  /** XMP: `dc:description` as well, unless the picture has one. */
  description: boolean;
  /** XMP sidecars: `a.jpg.xmp` or `a.xmp`. */
  sidecarName: 'full' | 'stem';
  /** WordPress and Shopify: the site's own list of its pictures, in CSV. Shopify needs one. */
  table: File | null;
}

export const DEFAULT_FORMAT_OPTIONS: Readonly<FormatOptions> = {
  pictures: false,
  description: false,
  sidecarName: 'full',
  table: null,
};

/** Why a picture is in no export. */
export const PICTURE_SKIP_REASONS = [
  /** A person dropped it. */
  'dropped',
  'failed',
  /** No run has finished it, and no person approved a text. */
  'not-run',
  'no-text',
  /** It has texts, and the filter drops them all. */
  'none-passes',
] as const;
/** One of `PICTURE_SKIP_REASONS`. */
export type PictureSkipReason = (typeof PICTURE_SKIP_REASONS)[number];

/** Why a picture is not in the export of one format. */
export const FORMAT_SKIP_REASONS = [
  /** The form has texts only, and the picture is decorative. */
  'decorative',
  /** The picture cannot be read any more. */
  'unreadable',
  /** XMP can be embedded in JPEG, PNG and WebP only. */
  'not-embeddable',
  /** The picture, or the sidecar that is there, is damaged. */
  'damaged',
  /** Another picture has the same name but for its ending, and a file of that name is written for it. */
  'name-taken',
  /** The file is there and is not ours. */
  'file-exists',
  /** The site's own list does not have it. */
  'not-in-table',
  /** Its name, its text or its bytes are longer than the form allows. */
  'too-large',
] as const;
/** Why a picture is not exported. */
export type SkipReason = PictureSkipReason | (typeof FORMAT_SKIP_REASONS)[number];

/** A picture that is not exported. */
export interface SkippedPicture {
  path: string;
  /** Null: left out of all. */
  format: ExportFormat | null;
  reason: SkipReason;
  /** The text of the underlying error, or the name that is taken. */
  detail: string | null;
}

export interface ExportRequest {
  collection: string;
  settings: ExportSettings;
  /** Null makes a zip file. Files that are not ours are never overwritten. */
  target: FileSystemDirectoryHandle | null;
  /** Writes nothing and reports what would be written. */
  dryRun: boolean;
}

export interface ExportProgress {
  done: number;
  total: number;
}

export interface ExportReport {
  /** By format. */
  files: { format: ExportFormat; files: number; bytes: number }[];
  /** Pictures in the export, and those left out, with the reason. */
  written: number;
  skipped: SkippedPicture[];
  /** The first records as the first format writes them. */
  preview: string[];
  /** The zip file; null when a folder was written or nothing. */
  zip: File | null;
}
