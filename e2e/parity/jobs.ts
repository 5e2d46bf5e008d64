/** The jobs of the parity page and their results. */

import type { ExplainSource } from '../../core/explain.ts';
import type { GpuCounts } from '../../workers/engine/testing/gpu-counters.ts';
import type { PictureCaptions } from '../../workers/engine/testing/seeded-captions.ts';

export type ParityBackend = 'wasm' | 'webgpu';

/** Runs one reference checkpoint and compares it with PyTorch. */
export interface ReferenceJob {
  kind: 'reference';
  checkpoint: string;
  backend: ParityBackend;
}

/** The largest differences of one checkpoint, over all its pictures and texts. */
export interface ReferenceResult {
  kind: 'reference';
  imageEmbeds: number;
  logProbs: number;
  /** Relative to each map's maximum. */
  crossAttention: number;
  /** Searches whose ids differ, as "what: got, expected". */
  greedy: { compared: number; different: string[] };
  beam: { compared: number; different: string[] };
}

/** Runs a matcher's texts. `values` is the checkpoint with its reference values. */
export interface MatcherJob {
  kind: 'matcher';
  checkpoint: string;
  values: string;
  backend: ParityBackend;
}

/** The largest differences, over all pictures and texts. */
export interface MatcherResult {
  kind: 'matcher';
  compared: number;
  logits: number;
  probability: number;
  cosine: number;
}

/** Runs an answerer's questions about one picture, greedily and by beams, ranks listed answers and explains them. */
export interface AnswererJob {
  kind: 'answerer';
  checkpoint: string;
  backend: ParityBackend;
}

export interface AnswererResult {
  kind: 'answerer';
  /** Searches, and those whose ids differ, as "got, expected". */
  compared: number;
  different: string[];
  /** Largest difference of a beam's mean log-probability. */
  score: number;
  /** Largest difference of a token's log-probability in a listed answer. */
  listed: number;
  /** Largest differences of maps, of answers and questions, relative to each map's maximum. */
  gradCam: number;
  attention: number;
}

/** Explains the reference's texts by Grad-CAM. */
export interface ExplainerJob {
  kind: 'explainer';
  checkpoint: string;
  source: ExplainSource;
  backend: ParityBackend;
}

export interface ExplainerResult {
  kind: 'explainer';
  compared: number;
  /** The largest difference of every layer's maps, relative to each map's maximum. */
  gradCam: number;
}

/** Decodes and preprocesses pictures. */
export interface PreprocessJob {
  kind: 'preprocess';
  /** `like` is the picture of the reference that each must equal, at these sizes. */
  pictures: { name: string; url: string; like: string; sizes: number[] }[];
}

export interface PreprocessResult {
  kind: 'preprocess';
  /** Differences of bytes, the largest and their mean. */
  compared: { name: string; size: number; largest: number; mean: number }[];
}

/** Encodes and decodes the reference's texts by one checkpoint's tokenizer. */
export interface TokenizerJob {
  kind: 'tokenizer';
  checkpoint: string;
}

export interface TokenizerResult {
  kind: 'tokenizer';
  encoded: number;
  decoded: number;
  /** Differences, as "what: got, expected". */
  different: string[];
}

/** Captions pictures greedily. */
export interface CaptionsJob {
  kind: 'captions';
  /** The demo model, or the same in 8 bits. */
  model: 'demo' | 'demo-q8';
  backend: ParityBackend;
  pictures: string[];
}

export interface CaptionsResult {
  kind: 'captions';
  /** Token ids of each picture's caption, by the picture's name. */
  ids: Record<string, number[]>;
}

/** Counts the GPU work of decoding. */
export interface GpuWorkJob {
  kind: 'gpuWork';
  model: CaptionsJob['model'];
  /** Batch sizes, counted one after the other. */
  captions: number[];
  steps: number;
  /** Pictures in a batch, likewise: encoded, and three captions of each, of `steps` tokens. */
  batches: number[];
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
  /** What a step reads back besides the maps. */
  logitsBytes: number;
}

export interface GpuWorkResult {
  kind: 'gpuWork';
  /** After a warm-up run. */
  work: CountedWork[];
  batches: { pictures: number; total: GpuCounts }[];
}

/** Captions samples with the demo model, greedily and by seed. */
export interface SeededJob {
  kind: 'seeded';
  model: 'demo' | 'demo-fp16';
  backend: ParityBackend;
  pictures: PictureCaptions[];
  /** Names of pictures to caption greedily in batches. */
  greedy: string[];
}

export interface SeededResult {
  kind: 'seeded';
  pictures: PictureCaptions[];
  /** Token ids of each picture's captions by its first seed, when all pictures are captioned in batches. */
  batched: number[][][];
  greedy: CaptionsResult['ids'];
}

export interface Jobs {
  reference: { in: ReferenceJob; out: ReferenceResult };
  matcher: { in: MatcherJob; out: MatcherResult };
  answerer: { in: AnswererJob; out: AnswererResult };
  explainer: { in: ExplainerJob; out: ExplainerResult };
  preprocess: { in: PreprocessJob; out: PreprocessResult };
  tokenizer: { in: TokenizerJob; out: TokenizerResult };
  captions: { in: CaptionsJob; out: CaptionsResult };
  gpuWork: { in: GpuWorkJob; out: GpuWorkResult };
  seeded: { in: SeededJob; out: SeededResult };
}

export type Job = Jobs[keyof Jobs]['in'];
export type JobAnswer = { ok: true; result: Jobs[keyof Jobs]['out'] } | { ok: false; error: string };

/** The interface of the page for tests. */
export type ParityPage = {
  [K in keyof Jobs]: (job: Omit<Jobs[K]['in'], 'kind'>) => Promise<Jobs[K]['out']>;
};

declare global {
  interface Window {
    __parity: ParityPage;
  }
}
