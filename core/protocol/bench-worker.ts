/** Messages of the benchmark worker. Types only. */
import type { Backend } from '../dtypes.ts';
import type { ExplainSource } from '../explain.ts';
import type { ModelSource } from './caption-worker.ts';

/**
 * The app's engine, or its baseline: the same model as others export it, without a cache. `source` names the baseline's
 * folder without a backend.
 */
export interface BenchSubject {
  kind: 'engine' | 'baseline';
  source: ModelSource;
  backend: Backend;
}

/** How much is done. */
export interface BenchAmounts {
  /** Of everything that is timed once. */
  repeats: number;
  /** How many captions are decoded together, one timing for each. */
  captions: number[];
  /** How many pictures are captioned as one batch, one timing for each. */
  batches: number[];
  /** Tokens after the prompt, of each caption. */
  words: number;
  /** In the folder; it ends early after `folderSeconds`. */
  pictures: number;
  folderSeconds: number;
}

export interface BenchRequest {
  subject: BenchSubject;
  /** Null only loads the model. */
  amounts: BenchAmounts | null;
  /** URLs of pictures to caption in turn. */
  samples: string[];
  /** As in `LoadRequest`. */
  oneThread?: boolean;
}

export type BenchStage =
  | 'load'
  | 'warmUp'
  | 'encode'
  | 'step'
  | 'captions'
  | 'batches'
  | 'maps'
  | 'folder'
  | 'gradCam';

export interface BenchProgress {
  stage: BenchStage;
  /** Of `total` in this stage. */
  done: number;
  total: number;
}

/** Milliseconds of every repetition, in order. Empty where the subject has no such stage. */
export interface BenchTimes {
  /** The vision tower. */
  encode: number[];
  /** The image's features to every layer's cross-attention keys and values. */
  keysValues: number[];
  /** One step for all captions; every step of every repetition. */
  steps: { captions: number; ms: number[] }[];
  /** From the file to three captions of `words` tokens. */
  threeCaptions: number[];
  /** Three captions of `words` tokens of each picture of a batch, from their pixel values, without maps. */
  batches: { pictures: number; ms: number[] }[];
  /** A caption's attention maps, of every layer. */
  maps: number[];
  /** A folder of pictures, one run with the default settings for each. */
  folder: { pictures: number; ms: number };
  /** Grad-CAM of a text of `words` tokens, in all layers. */
  gradCam: Record<ExplainSource, number[]>;
}

export interface BenchMeasured {
  model: { id: string; dtype: string; bytes: number };
  /** GPU name as the browser reports it, or the number of threads. */
  device: string;
  /** Until the first run has finished. */
  loadMs: number;
  /** The first run alone. */
  warmUpMs: number;
  /** Why a model in 16 bits ran in 32, in a sentence; null where it did not. */
  fp32FallbackReason: string | null;
  /** Null when the model was only loaded. */
  times: BenchTimes | null;
  /** Token ids of the greedy captions of the first samples. */
  captions: number[][];
  /** Size of the runtime's WebAssembly memory, which never shrinks; null where there is none. */
  wasmBytes: number | null;
}

export interface BenchRequests {
  bench: { in: BenchRequest; progress: BenchProgress; out: BenchMeasured };
}
