/**
 * How pictures of a collection are found. BLIP's contrast head (ITC) gives every picture a vector: cosines with that of a
 * sentence rank all pictures, and image-text matching (ITM) looks at the first of them again.
 */

import type { CollectionSource, RunCollectionReport } from './collection-worker.ts';
import type { WireError } from './errors.ts';

export type SearchQuery =
  | { kind: 'text'; text: string }
  /** A picture of the collection. */
  | { kind: 'path'; path: string }
  /** Any other picture. */
  | { kind: 'file'; file: Blob };

export interface SearchRequest {
  collection: string;
  source: CollectionSource;
  query: SearchQuery;
  /** The most similar pictures that ITM looks at: `DEFAULT_RERANK`. For a picture as the query, none. */
  rerank: number;
}

export const DEFAULT_RERANK = 128;
/** ITM probability from which on a picture fits. */
export const FITS_FROM = 0.5;

/** A picture that a search found. */
export interface SearchHit {
  path: string;
  /** −1 to 1. */
  cosine: number;
  /** ITM; null before it has looked, and where it does not. */
  probability: number | null;
}

/** What is known so far. */
export interface SearchResult {
  /** Best first. While ITM is at work, those that it has found to fit come first, then those that it will look at. */
  hits: SearchHit[];
  /** How many of the first hits fit; null where ITM does not look. The others are for who wants to see more. */
  fitting: number | null;
  /** ITM has looked at so many, of so many. A cancel leaves fewer. */
  checked: number;
  toCheck: number;
  /** Pictures that cannot be found, because they have no vector of this matcher: `embedCollection` makes them. */
  withoutVector: number;
  /** Pictures of the collection. */
  total: number;
}

export interface EmbedCollectionRequest {
  collection: string;
  source: CollectionSource;
}

export interface EmbedCollectionProgress {
  /** Pictures that have a vector of this matcher, earlier ones included. */
  done: number;
  /** Pictures that failed this time. */
  failed: number;
  total: number;
  /** Over the last seconds; null before there is a figure. */
  perSecond: number | null;
}

export interface EmbedCollectionReport extends RunCollectionReport {
  /** At most 100 of those that failed. They are tried again the next time. */
  failures: { path: string; error: WireError }[];
}

export interface ClassifyCollectionRequest {
  collection: string;
  source: CollectionSource;
  /** Words or sentences, e.g. `a dog`. */
  labels: readonly string[];
  /** Only these; null for all. */
  paths: readonly string[] | null;
}

/** A picture, and which of the labels fits it. */
export interface LabelledPicture {
  path: string;
  /** Index in the labels; null if none fits. */
  label: number | null;
  /** ITM probability of the label that fits best, also where none does. */
  probability: number | null;
  /** Of the same label. */
  cosine: number;
}

/** What a picture was sorted into. It holds for this file, this matcher and these labels. */
export interface PictureLabel {
  /** Null: none of them fits. */
  label: string | null;
  /** ITM probability of the label that fits best; null without ITM. */
  probability: number | null;
  /** The labels that it was chosen from. */
  among: readonly string[];
  /** As in `PictureVector`. */
  matcher: string;
}

/** What is stored of labels. */
export interface CollectionLabels {
  /** Those that a person wrote. */
  labels: readonly string[];
  /** Pictures that were sorted, and have not changed since. */
  pictures: { path: string; label: PictureLabel }[];
}

/** Labels that a person adds and removes, in one step. */
export interface ChangeLabelsRequest {
  collection: string;
  /** Those that are there already stay where they are. */
  add: readonly string[];
  remove: readonly string[];
  /** The place of the added ones, from 0 on; null for the end. */
  at: number | null;
}

export interface ClassifyCollectionProgress {
  /** As in `PictureLabel`. */
  matcher: string;
  done: number;
  total: number;
  /** Over the last seconds; null before there is a figure. */
  perSecond: number | null;
  /** Those that were looked at since the last message. At most a few messages a second. */
  pictures: LabelledPicture[];
}

export interface ClassifyCollectionReport {
  done: number;
  /** Pictures that could not be read. They are not among `done`. */
  failed: number;
  total: number;
  /** As in `SearchResult`. */
  withoutVector: number;
  /** Whether a cancel ended it. */
  paused: boolean;
}

/** To the caption worker. They fail with `no-contrast` for a matcher without ITC, and with `model-missing` without a matcher. */
export interface SearchRequests {
  /**
   * The first progress has all hits, and `checked: 0`; the hits of each other one are those that ITM looks at, after which the others
   * come as before. A cancel ends it with what is known by then.
   */
  search: { in: SearchRequest; progress: SearchResult; out: SearchResult };
  /** Makes vectors of pictures that have none of this matcher. A cancel pauses it: what is made is stored. */
  embedCollection: {
    in: EmbedCollectionRequest;
    progress: EmbedCollectionProgress;
    out: EmbedCollectionReport;
  };
  /** Sorts pictures into labels, and stores that. Only the progress has the pictures. A cancel ends it. */
  classifyCollection: {
    in: ClassifyCollectionRequest;
    progress: ClassifyCollectionProgress;
    out: ClassifyCollectionReport;
  };
  /** Of the loaded matcher, as in `PictureLabel`; null without one. */
  matcherKey: { in: null; progress: never; out: string | null };
}

/** Pictures that are the same, or look the same. */
export interface DuplicateGroup {
  /** In order of path. */
  paths: string[];
  /** All of them have the same bytes; or else they look the same. */
  sameBytes: boolean;
}
