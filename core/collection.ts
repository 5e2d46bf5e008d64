/**
 * A collection: the pictures of one folder, drop or archive, with everything that is known about them. Its records are
 * what the page shows, what data set formats are read into and written from, and what a run resumes from.
 */

import type { CaptionMatch } from './protocol/caption-worker.ts';
import type { WireError } from './protocol/errors.ts';

/** Where an original text was found. */
export const TEXT_FORMS = [
  'txt',
  'caption',
  'xmp',
  'iptc',
  'exif',
  'csv',
  'jsonl',
  'imagefolder',
  'parquet',
  'webdataset',
  'coco',
  'blip',
] as const;
/** One of `TEXT_FORMS`. */
export type TextForm = (typeof TEXT_FORMS)[number];

/** It came with the picture. */
export interface OriginalText {
  source: 'original';
  text: string;
  form: TextForm;
  /** Null before the run matched it, and without a matcher. */
  match: CaptionMatch | null;
}

/** A model wrote it: a candidate. */
export interface SyntheticText {
  source: 'synthetic';
  text: string;
  /** The captioner's id. */
  model: string;
  /** Of this picture; see `pictureSeed`. */
  seed: number;
  /** Natural logarithm, sum over the generated tokens. */
  logProb: number;
  /** Probability of the least probable word. */
  minWordProbability: number;
  match: CaptionMatch | null;
}

/** A person typed or edited it. */
export interface HumanText {
  source: 'human';
  text: string;
  match: CaptionMatch | null;
}

/** A text of a picture, from whichever source. */
export type PictureText = OriginalText | SyntheticText | HumanText;
/** Where a text is from. */
export type TextSource = PictureText['source'];

/** What a person decided about a picture. A run never changes it. */
export type Decision =
  /** `text` is exported. It keeps the source of the text that was chosen. */
  | { kind: 'approved'; text: PictureText }
  | { kind: 'edited'; text: HumanText }
  /** The picture is left out of every export. */
  | { kind: 'dropped' }
  /** Its alternative text is empty. */
  | { kind: 'decorative' };

/** What a picture shows, as the contrast head of a matcher (ITC) sees it. */
export interface PictureVector {
  /** Checkpoint and dtype: vectors of two matchers have nothing in common. See `matcherKey`. */
  matcher: string;
  /** [E]. Its direction counts, not its length. */
  values: Int8Array<ArrayBuffer>;
}

/** One picture of a collection. */
export interface PictureRecord {
  /** Relative to the collection, with `/` between folders; unique in it. */
  path: string;
  bytes: number;
  /** Milliseconds since 1970; 0 where it is not known. */
  modified: number;
  /** Hexadecimal; null before the picture was read. */
  sha256: string | null;
  /** What it looks like, to find copies: see `perceptualHash`. Absent before the picture was read. */
  perceptualHash?: string | null;
  /** In pixels, upright; null before the picture was read. */
  width: number | null;
  height: number | null;
  /** The original texts, then the candidates, best first. */
  texts: readonly (OriginalText | SyntheticText)[];
  /** Whether a run has finished it, with or without an error. */
  done: boolean;
  /** Why the run has no result. */
  error: WireError | null;
  decision: Decision | null;
  /** In exports: which of a person's labels it was sorted into; null for none, and where it was not sorted. */
  label?: string | null;
}

/** Which texts of a picture are exported. */
export const KEEP_RULES = ['best', 'all', 'original', 'longest'] as const;
/** One of `KEEP_RULES`. */
export type KeepRule = (typeof KEEP_RULES)[number];

/** CapFilt: texts whose ITM probability is below the threshold are dropped. */
export interface FilterSettings {
  /** 0 to 1. */
  threshold: number;
  /**
   * `best`: the text with the highest probability; `all`: every text above the threshold; `original`: the original if
   * it matches, else the best candidate; `longest`: the longest text above the threshold.
   */
  keep: KeepRule;
}

/** The filter where nothing else is chosen. */
export const DEFAULT_FILTER: Readonly<FilterSettings> = { threshold: 0.5, keep: 'best' };
