/// <reference path="../file-system.d.ts" />
/**
 * What the collection worker answers: it lists, stores, edits and exports collections. The run itself is a request to
 * the caption worker, which has the engine.
 */

import type { Decision, FilterSettings, PictureRecord } from '../collection.ts';
import type { CaptionSettings } from '../settings/index.ts';
import type { PickedFile } from './convert-worker.ts';
import type { WireError } from './errors.ts';

/** Where the pictures are. They are read when their turn comes and never copied. */
export type CollectionSource =
  /** A folder that stays readable, and perhaps writable, after a reload. Permission is asked by the page. */
  | { kind: 'directory'; name: string; handle: FileSystemDirectoryHandle }
  /** Files that can be read during this visit only. */
  | { kind: 'files'; name: string; files: readonly PickedFile[] }
  /** One zip or tar file. */
  | { kind: 'archive'; name: string; file: File };

export interface CollectionSummary {
  /** Names it on this device. */
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  openedAt: number;
  pictures: number;
  done: number;
  /** The folder, to be opened again; null where the pictures must be picked again. */
  handle: FileSystemDirectoryHandle | null;
}

export interface OpenCollectionRequest {
  source: CollectionSource;
}

/** A file that is not a picture of the collection, and why. */
export interface LeftOut {
  path: string;
  reason: 'not-a-picture' | 'unreadable' | 'too-large';
}

export interface OpenedCollection {
  summary: CollectionSummary;
  /** In order of path. What an earlier run or a person left is in them. */
  records: PictureRecord[];
  /** At most 100 of them, and how many there are. */
  leftOut: LeftOut[];
  leftOutCount: number;
  /** Original texts that belong to no picture, or that could not be read: a sentence each, at most 100. */
  warnings: string[];
}

/** A decision for each path; null takes it back. */
export interface DecideRequest {
  collection: string;
  decisions: readonly { path: string; decision: Decision | null }[];
}

export interface PictureRequest {
  collection: string;
  path: string;
}

export interface ThumbnailRequest extends PictureRequest {
  /** The longer side, in pixels. */
  size: number;
}

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
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportSettings {
  formats: readonly ExportFormat[];
  filter: FilterSettings;
  /** Around each text: `{caption}`, `{name}`, `{folder}`, `{date}`; `{caption}` alone changes nothing. */
  template: string;
  /** Of texts in XMP, e.g. `en`. */
  language: string;
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
  skipped: { path: string; reason: string }[];
  /** The first records as the first format writes them. */
  preview: string[];
  /** The zip file; null when a folder was written or nothing. */
  zip: File | null;
}

export interface CollectionRequests {
  /** Lists the pictures and the texts that came with them. Resumes a collection that was opened before. */
  openCollection: { in: OpenCollectionRequest; progress: { found: number }; out: OpenedCollection };
  collections: { in: null; progress: never; out: CollectionSummary[] };
  /** Deletes what is stored about it, on this device. The pictures are not touched. */
  forgetCollection: { in: { collection: string }; progress: never; out: null };
  decide: { in: DecideRequest; progress: never; out: null };
  /** A JPEG or PNG, from the cache where it is there. */
  thumbnail: { in: ThumbnailRequest; progress: never; out: Blob };
  pictureFile: { in: PictureRequest; progress: never; out: File };
  exportCollection: { in: ExportRequest; progress: ExportProgress; out: ExportReport };
}

export interface RunCollectionRequest {
  collection: string;
  source: CollectionSource;
  /** `numCaptions` is the number of candidates, `seed` the run's seed. */
  settings: CaptionSettings;
  /** Only these, even if they are done; null for all that are not done. */
  paths: readonly string[] | null;
}

/** What a run knows of a picture. The decision is the page's own. */
export type RunRecord = Omit<PictureRecord, 'decision'>;

export interface RunCollectionProgress {
  /** Of all pictures of the collection, earlier runs included; with `paths`, of these and in this run. */
  done: number;
  total: number;
  /** Of `done`. */
  failed: number;
  /** Over the last seconds; null before there is a figure. */
  perSecond: number | null;
  /** What changed since the last message. At most a few messages a second. */
  records: RunRecord[];
}

export interface RunCollectionReport {
  done: number;
  failed: number;
  /** Whether a cancel ended it: what is done is stored, and the next run goes on. */
  paused: boolean;
  seconds: number;
  /** The run could not go on, e.g. no permission any more, or the disk is full. */
  stopped: WireError | null;
}

/**
 * To the caption worker. A cancel pauses the run after the picture in hand. It fails only for settings that are out of
 * range, and when the worker is lost: ask again, then, and it goes on.
 */
export interface RunRequests {
  runCollection: { in: RunCollectionRequest; progress: RunCollectionProgress; out: RunCollectionReport };
}
