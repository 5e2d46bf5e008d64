/**
 * What is stored about collections. A run and a person write to different stores, so that neither overwrites what the
 * other wrote; records are joined when they are read.
 */
import type { DBSchema } from 'idb';
import type { Decision, PictureVector } from '../../core/collection.ts';
import type { PictureLabel } from '../../core/protocol/index.ts';
import type { FileState, ListedPicture, PictureResult } from '../capfilt/index.ts';

export interface StoredCollection {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  openedAt: number;
  handle: FileSystemDirectoryHandle | null;
  /** Whether the folder's journal is written. */
  keepsJournal?: boolean;
}

/** Where a record belongs: the key of every other store begins with it. */
export interface PicturePlace {
  collection: string;
  path: string;
}

export interface StoredPicture extends PicturePlace, ListedPicture {
  /** Whether the file was there when the collection was opened last. */
  listed: boolean;
}

/** Written by runs only. */
export interface StoredResult extends PicturePlace, Omit<PictureResult, 'vector'> {
  /** Which models and settings made it. */
  origin: string;
}

/** Of the file that had this state: written by runs, and for pictures that no run has seen. */
export interface StoredVector extends PicturePlace, FileState, PictureVector {
  sha256: string;
  /** As in `PictureRecord`. */
  perceptualHash: string | null;
}

/** Written by the person only. */
export interface StoredDecision extends PicturePlace {
  /** Null for one that was taken back: the folder's journal may still have it. */
  decision: Decision | null;
  /** Whether the journal has said the same: if it says something else since, that is newer. */
  journaled?: boolean;
}

export interface StoredThumbnail extends PicturePlace, FileState {
  size: number;
  /** Not a file: WebKit stores none in private windows. */
  content: ArrayBuffer;
  type: string;
}

/** What version 1 stored. */
export type ThumbnailOfVersion1 = Omit<StoredThumbnail, 'content' | 'type'> & { blob: Blob };

/** Written by the person only. */
export interface StoredLabelList {
  collection: string;
  labels: readonly string[];
}

/** Of the file that had this state. */
export interface StoredPictureLabel extends PicturePlace, FileState, PictureLabel {}

/** How often the worker was lost while it captioned the picture. */
export interface StoredCrash extends PicturePlace {
  count: number;
}

type PictureKey = [collection: string, path: string];

export interface CollectionSchema extends DBSchema {
  collections: { key: string; value: StoredCollection };
  pictures: { key: PictureKey; value: StoredPicture };
  results: { key: PictureKey; value: StoredResult };
  decisions: { key: PictureKey; value: StoredDecision };
  crashes: { key: PictureKey; value: StoredCrash };
  vectors: { key: PictureKey; value: StoredVector };
  pictureLabels: { key: PictureKey; value: StoredPictureLabel };
  labelLists: { key: string; value: StoredLabelList };
  thumbnails: { key: [...PictureKey, size: number]; value: StoredThumbnail | ThumbnailOfVersion1 };
}

/** The stores with one entry for each picture. */
export const PICTURE_STORES = [
  'pictures',
  'results',
  'decisions',
  'crashes',
  'vectors',
  'pictureLabels',
] as const;
export const COLLECTION_STORES = [...PICTURE_STORES, 'collections', 'labelLists', 'thumbnails'] as const;
