/** How fast a device multiplies matrices. Types only. */
import type { Backend, Dtype } from '../dtypes.ts';

/** For encoding a picture, and for one decoding step. */
export interface ByPart {
  picture: number;
  word: number;
}

export interface MatmulsRequest {
  backend: Backend;
}

/**
 * Milliseconds of one linear layer of base size, as an export has it, by each dtype that the backend can run: with all
 * tokens of a picture of 384 pixels, and with a token of each of three captions.
 */
export type MatmulTimes = Partial<Record<Dtype, ByPart>>;
