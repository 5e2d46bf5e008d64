/** What is stored on the device, and the means to read and write it. */
import type { DBSchema } from 'idb';
import type { Run } from '../features/captions/run';
import type { Picture } from '../features/pictures/pictures.slice';
import type { Values } from './values';

/** What one step of this tab changed in what is stored; `base` is what it knew to be stored before. */
export interface Changes {
  pictures: readonly Picture[];
  /** Ids of deleted pictures; what belongs to them is deleted with them. */
  removed: readonly string[];
  runs: readonly { run: Run; base: Run | undefined }[];
  /** A value that is undefined is deleted. */
  values: readonly { name: string; value: unknown; base: unknown }[];
}

/** What became of changes. */
export interface Outcome {
  /** As they are stored, with the changes of other tabs. */
  runs: Run[];
  values: Values;
  /** The captions of the deleted pictures as they were stored. */
  removedRuns: Run[];
  /** Ids of pictures that another tab deleted; nothing was stored for them. */
  orphans: Set<string>;
}

/** What is stored, as it was found. */
export interface Saved {
  pictures: Picture[];
  runs: Run[];
  values: Values;
  /** Ids of pictures whose record the browser cannot read. */
  unreadable: string[];
}

/** Parts of what is stored: pictures with all that belongs to them, and values. */
export interface Names {
  pictures: readonly string[];
  values: readonly string[];
}

/** Why a connection ended: the browser dropped it, the database was deleted, or a newer version of the app needs it. */
export type Ending = 'dropped' | 'deleted' | 'newer';

/** Where pictures, captions and settings are stored on the device. */
export interface Database {
  load(): Promise<Saved>;
  /** What is stored of these parts. */
  read(names: Names): Promise<Saved>;
  /**
   * In one transaction: all or nothing. Where the browser stores no files, pictures go before the rest, one by one.
   */
  write(changes: Changes): Promise<Outcome>;
  /** Resolves when the connection ends, unless `close` ended it. */
  ended: Promise<Ending>;
  close(): void;
}

/** A picture whose file the browser would not store. */
export interface PictureInPieces extends Omit<Picture, 'blob'> {
  /** Of the file. */
  type: string;
  /** How many there are. */
  pieces: number;
}

export interface DatabaseSchema extends DBSchema {
  pictures: { key: string; value: Picture | PictureInPieces };
  /** The bytes of pictures in pieces. */
  pieces: { key: [pictureId: string, index: number]; value: ArrayBuffer };
  /** By the picture's id. */
  runs: { key: string; value: Run };
  /** By their names. */
  values: { key: string; value: unknown };
}

export const DATABASE_NAME = 'blipscope';

/**
 * The version of everything that is stored. A version that changes the meaning of a stored value increases it, so
 * that no earlier version of the app opens the database.
 */
export const VERSION = 4;

export type Stores = ('pictures' | 'pieces' | 'runs' | 'values')[];
export const STORES: Stores = ['pictures', 'pieces', 'runs', 'values'];
