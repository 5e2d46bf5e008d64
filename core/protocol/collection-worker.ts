/// <reference path="../file-system.d.ts" />
/**
 * What the collection worker answers: it lists, stores, edits and exports collections. The run itself is a request to
 * the caption worker, which has the engine.
 */

import type { Decision, OriginalText, PictureRecord, PictureVector, SyntheticText } from '../collection.ts';
import type { CaptionSettings } from '../settings/index.ts';
import type { PickedFile } from './convert-worker.ts';
import type { WireError } from './errors.ts';
import type { ExportProgress, ExportReport, ExportRequest } from './exports.ts';
import type { ChangeLabelsRequest, CollectionLabels, DuplicateGroup, SearchRequests } from './search.ts';

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
  /** Whether the page writes the folder's journal. */
  keepsJournal: boolean;
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
  /** Original texts that belong to no picture, or that could not be read: at most 100. */
  warnings: TextWarning[];
}

/** What can be wrong with original texts. */
export const TEXT_WARNING_CODES = [
  /** The file could not be read to its end; what was read before is used. */
  'damaged',
  /** The file is not of the form that its name says, or lacks a column that is needed. */
  'not-this-form',
  /** Bytes that are no UTF-8: read as Windows-1252. */
  'encoding',
  /** One record of the file makes no sense; the others are read. */
  'bad-record',
  /** It names a picture that is not in the collection. */
  'no-such-picture',
  /** It names a picture by a path that leaves the folder. */
  'path-outside',
  /** Its name fits several pictures. */
  'ambiguous',
  /** It says the same about the same picture twice. */
  'duplicate',
  /** A file or a text that is too long. */
  'too-large',
] as const;
/** One of `TEXT_WARNING_CODES`. */
export type TextWarningCode = (typeof TEXT_WARNING_CODES)[number];

/** What is wrong with original texts, for `i18n`. */
export interface TextWarning {
  code: TextWarningCode;
  /** The file that has the texts. */
  file: string;
  /** The line or record, from 1 on; null for the file as a whole. */
  record: number | null;
  /** The picture's path as the file has it, or the text of the underlying error. */
  detail: string | null;
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

export interface DisplayRequest {
  file: Blob;
  /** The longer side of a small one, in pixels; null for all pixels. */
  size: number | null;
}

export interface ThumbnailRequest extends PictureRequest {
  /** The longer side, in pixels. */
  size: number;
}

export interface WriteJournalRequest {
  collection: string;
  folder: FileSystemDirectoryHandle;
  /** Of these pictures something may be missing; null if it is to be looked for. */
  paths: readonly string[] | null;
  /** Begins a run in the journal if that of most results here is another one: its own results are void then. */
  anew: boolean;
}

export interface JournalReport {
  /** Entries that were added. */
  written: number;
  /** Results that are not in it, because they are of other models or settings than its run. */
  left: number;
  /** How the run of most results here differs from the journal's: `captioner`, `matcher` and names of settings. */
  changes: string[];
}

export interface CollectionRequests {
  /** Lists the pictures and the texts that came with them. Resumes a collection that was opened before. */
  openCollection: { in: OpenCollectionRequest; progress: { found: number }; out: OpenedCollection };
  collections: { in: null; progress: never; out: CollectionSummary[] };
  /** Deletes what is stored about it, on this device. The pictures are not touched. */
  forgetCollection: { in: { collection: string }; progress: never; out: null };
  decide: { in: DecideRequest; progress: never; out: null };
  /** Remembers whether the folder's journal is written. */
  keepJournal: { in: { collection: string; keep: boolean }; progress: never; out: null };
  /** Adds to the folder's journal what it lacks. What other programs wrote to it stays. */
  writeJournal: { in: WriteJournalRequest; progress: never; out: JournalReport };
  /** The journal as a file, for where the folder cannot be written; null if it would be empty. */
  journalFile: { in: { collection: string }; progress: never; out: File | null };
  /** A JPEG or PNG, from the cache where it is there. */
  thumbnail: { in: ThumbnailRequest; progress: never; out: Blob };
  pictureFile: { in: PictureRequest; progress: never; out: File };
  /** A JPEG or PNG of any picture, upright, without animation; null where browsers show the file itself so. */
  displayPicture: { in: DisplayRequest; progress: never; out: Blob | null };
  /** Whether a picture is as flat as the drawn scenes that the demo model knows: a photograph hardly ever is. */
  looksDrawn: { in: { file: Blob }; progress: never; out: boolean };
  exportCollection: { in: ExportRequest; progress: ExportProgress; out: ExportReport };
  /** Pictures with the same bytes, or that look the same, of those that a run or `embedCollection` has read. */
  nearDuplicates: { in: { collection: string }; progress: never; out: DuplicateGroup[] };
  labels: { in: { collection: string }; progress: never; out: CollectionLabels };
  /** Returns the labels that there are then: those of another tab, too. */
  changeLabels: { in: ChangeLabelsRequest; progress: never; out: readonly string[] };
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
  /** What changed since the last message, with decisions that renamed pictures had. At most a few messages a second. */
  records: (RunRecord | PictureRecord)[];
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

/** A picture of a run as the models take it. */
export interface PictureInput {
  /** For the captioner, then for the matcher if it encodes pictures by itself: [3, S, S] each. */
  pixelValues: readonly Float32Array[];
  originals: readonly OriginalText[];
  embedded: readonly OriginalText[];
  seed: number;
}

/** What the models make of it. */
export interface PictureTexts {
  originals: OriginalText[];
  embedded: OriginalText[];
  /** Best first. */
  candidates: SyntheticText[];
  /** Null without a matcher that has a contrast head. */
  vector: PictureVector | null;
}

export interface CaptionBatchRequest {
  settings: CaptionSettings;
  /** Names models and settings of the run: other models are refused. */
  origin: string;
  pictures: readonly PictureInput[];
}

/** To the caption worker. */
export interface RunRequests extends SearchRequests {
  /**
   * A cancel pauses the run after the picture in hand. It fails only for settings that are out of range, and when the
   * worker is lost: ask again, then, and it goes on.
   */
  runCollection: { in: RunCollectionRequest; progress: RunCollectionProgress; out: RunCollectionReport };
  /** Part of the run of another caption worker. The results are parallel to `pictures`. */
  captionBatch: { in: CaptionBatchRequest; progress: never; out: PictureTexts[] };
}
