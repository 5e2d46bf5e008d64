/** The test of a map: hide what it marks, and see what becomes of the word. Types only. */
import type { PatchMap } from '../maps.ts';
import type { NamedPicture } from './picture.ts';

/** Whose probability is watched while patches are hidden; a caption by its prompt and the ids of its tokens. */
export type TestedScore =
  /** The captioner's of a word: of all its pieces together, given what comes before. `pieces` are indices in `tokenIds`. */
  | { of: 'word'; prompt: string; tokenIds: number[]; pieces: number[] }
  /** The captioner's of the whole caption: the geometric mean over its tokens. */
  | { of: 'sentence'; prompt: string; tokenIds: number[] }
  /** The matcher's, that text and picture fit (ITM). */
  | { of: 'match'; text: string };

export interface TestMapRequest {
  picture: NamedPicture;
  map: PatchMap;
  /** [rows, columns] */
  grid: readonly [number, number];
  score: TestedScore;
}

/** What hiding the part of the picture that a map marks most does to the probability. */
export interface TestedDrop {
  /** Of the picture, that is hidden. */
  share: number;
  /** With nothing hidden. */
  before: number;
  /** With the most marked part hidden. */
  marked: number;
  /** With the same map's part hidden after the map was moved to another place at random; one for each try. */
  moved: number[];
}

export interface CurvePoint {
  /** Of the patches, that are hidden (deletion) or shown (insertion), the most marked first. */
  share: number;
  score: number;
}

/** As far as it has come, by ascending share. */
export interface TestedCurve {
  map: CurvePoint[];
  /** The mean over the moved maps. */
  moved: CurvePoint[];
  /** Under the curves, 0…1; null until they are complete. */
  areas: { map: number; moved: number } | null;
}

/** Deletion is the better the less area it leaves, insertion the more. */
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
