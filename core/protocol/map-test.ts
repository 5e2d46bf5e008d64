/** The test of a map: mask what it marks, and measure what happens to the word. Types only. */
import type { PatchMap } from '../maps.ts';
import type { NamedPicture } from './picture.ts';

/** Whose probability is measured while patches are masked. A caption is given by its prompt and the ids of its tokens. */
export type TestedScore =
  /** A word's by the captioner: of all its pieces together, given what comes before. `pieces` are indices in `tokenIds`. */
  | { of: 'word'; prompt: string; tokenIds: number[]; pieces: number[] }
  /** The sentence's by the captioner: the geometric mean over its tokens. */
  | { of: 'sentence'; prompt: string; tokenIds: number[] }
  /** The matcher's probability that text and picture fit (ITM). */
  | { of: 'match'; text: string };

export interface TestMapRequest {
  picture: NamedPicture;
  map: PatchMap;
  /** [rows, columns] */
  grid: readonly [number, number];
  score: TestedScore;
}

/** How masking the part of the picture that a map marks most changes the probability. */
export interface TestedDrop {
  /** The part of the picture that is masked. */
  share: number;
  /** With nothing masked. */
  before: number;
  /** With the most marked part masked. */
  marked: number;
  /** With the same part masked after the map was moved to a random place; one for each move. */
  moved: number[];
}

export interface CurvePoint {
  /** The part of the patches that are masked (deletion) or shown (insertion), the most marked first. */
  share: number;
  score: number;
}

/** The points so far, by ascending share. */
export interface TestedCurve {
  map: CurvePoint[];
  /** The mean over the moved maps. */
  moved: CurvePoint[];
  /** Areas under the curves, 0…1; null until they are complete. */
  areas: { map: number; moved: number } | null;
}

/** A better map has a smaller area under deletion and a larger one under insertion. */
export interface TestedCurves {
  deletion: TestedCurve;
  insertion: TestedCurve;
}

export interface TestedMap {
  drop: TestedDrop;
  curves: TestedCurves;
}

/** The drop comes first. `done` and `total` count runs of the model. */
export interface TestMapProgress extends TestedMap {
  done: number;
  total: number;
}
