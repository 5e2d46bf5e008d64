/** What the measuring worker answers. Types only. */
import type { Backend } from '../dtypes.ts';
import type { ModelSource } from './caption-worker.ts';

/** All since the counts were last taken; bytes are what was asked for, before any rounding by the browser. */
export interface GpuCounts {
  buffersCreated: number;
  bytesCreated: number;
  /** By `writeBuffer` and by mapping for writing, at creation or later. */
  bytesWritten: number;
  /** By mapping for reading. */
  bytesRead: number;
  /** Waits for the GPU with a readback: each is a round trip. */
  mapRoundTrips: number;
  /** Waits for the GPU without one: `onSubmittedWorkDone` and `popErrorScope`. */
  otherRoundTrips: number;
  dispatches: number;
  copies: number;
  submits: number;
  bindGroupsCreated: number;
  /** Shaders compiled. */
  pipelinesCreated: number;
}

export interface CountedWork {
  /** Captions decoded together. */
  captions: number;
  /** The vision tower. */
  encode: GpuCounts;
  /** Its features to every layer's keys and values. */
  keysValues: GpuCounts;
  /** The buffers of a run of captions. */
  begin: GpuCounts;
  /** Each decode step, the first one first. */
  steps: GpuCounts[];
  /** What a step must read back beside the maps: the logits; 0 where it reads candidates in their place. */
  logitsBytes: number;
}

/** What the parts of captioning take at least. */
export interface LeastWork {
  /** Floating-point operations of the vision tower, a multiplication and an addition being two. */
  encodeOperations: number;
  /**
   * Bytes that a decode step reads, however many captions there are: the decoder's weights as the bundle stores them,
   * and the picture's keys and values in float32.
   */
  stepBytes: number;
}

/** Of float32. */
export interface Limits {
  /** Operations a second, in products of large matrices. */
  operations: number;
  /** Bytes of weights a second, in products of one row with large matrices. */
  bytes: number;
}

/** What is measured: our engine, or what others publish, whose folder `source` names without a backend. */
export interface BenchSubject {
  kind: 'engine' | 'plain';
  source: ModelSource;
  backend: Backend;
}

/** How much is done. */
export interface BenchAmounts {
  /** Of everything that is timed once. */
  repeats: number;
  /** How many captions are decoded together, one timing for each. */
  captions: number[];
  /** Tokens after the prompt, of each caption. */
  words: number;
  /** Of the folder; it ends early after `folderSeconds`. */
  pictures: number;
  folderSeconds: number;
}

export interface BenchRequest {
  subject: BenchSubject;
  /** Null only loads the model. */
  amounts: BenchAmounts | null;
  /** After a model that is only loaded, and has to go for it: what the runtime does at most here. */
  limits?: boolean;
  /** Addresses of pictures to caption, one after the other, over and over. */
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
  | 'maps'
  | 'folder'
  | 'gradCam'
  /** The page's own: it looks at what it takes of memory. */
  | 'memory'
  | 'limits';

export interface BenchProgress {
  stage: BenchStage;
  /** Of `total` in this stage. */
  done: number;
  total: number;
}

/** Milliseconds of every repetition, as they came. Empty where there is no such stage. */
export interface BenchTimes {
  /** The vision tower alone. */
  encode: number[];
  /** The picture's features to every layer's keys and values. */
  keysValues: number[];
  /** One step for all captions; of all steps of all repetitions. */
  steps: { captions: number; ms: number[] }[];
  /** From the file to three captions of `words` tokens. */
  threeCaptions: number[];
  /** A caption's maps, of every layer. */
  maps: number[];
  /** Grad-CAM of a caption, in all layers. */
  gradCam: number[];
  /** A folder of pictures, one caption run with the defaults for each. */
  folder: { pictures: number; ms: number };
}

/** What it says of the first samples, greedily: token ids. */
export type BenchWords = number[][];

export interface BenchMeasured {
  model: { id: string; dtype: string; bytes: number };
  /** GPU name as the browser tells it, or the number of threads. */
  device: string;
  /** From nothing to a model that has run once. */
  loadMs: number;
  /** Of that, the first run: what the app does before the first picture. */
  warmUpMs: number;
  /** Whether a step's scores are read back as candidates, which the warm-up found to be faster here. */
  readsCandidates: boolean;
  /** Why a model in 16 bits ran in 32, in a sentence; null where it did not. */
  inFloatReason: string | null;
  /** Null when only loaded. */
  times: BenchTimes | null;
  words: BenchWords;
  /** Bytes of the runtime's memory, which only grows; null where there is none. */
  wasmBytes: number | null;
  /** The most bytes of all GPU buffers; null without a GPU. */
  gpuBytes: number | null;
  /** Asked of the GPU, by captions decoded together. */
  gpuWork: CountedWork[];
  leastWork: LeastWork;
  /** What the runtime does at most here; null unless asked for. */
  limits: Limits | null;
}

export interface BenchRequests {
  bench: { in: BenchRequest; progress: BenchProgress; out: BenchMeasured };
}
