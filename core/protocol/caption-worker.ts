/** What the caption worker answers: questions to the engine, and what is cached for work without a network. */
import type { Backend, Capability } from '../dtypes.ts';
import type { ExplainedToken, ExplainSource, LayerChoice } from '../explain.ts';
import type { PatchMap } from '../maps.ts';
import type { CaptionSettings, GenerationDefaults } from '../settings/index.ts';
import type { CaptionToken } from '../words.ts';
import type { WireError } from './errors.ts';
import type { TestedMap, TestMapProgress, TestMapRequest } from './map-test.ts';
import type { MatmulsRequest, MatmulTimes } from './matmuls.ts';
import type { NamedPicture, Region } from './picture.ts';

/** Where a bundle is. */
export type ModelSource =
  /** A folder that holds one bundle per backend: `<url>/webgpu/`, `<url>/wasm/`. Absolute, ends in `/`. */
  | { kind: 'url'; url: string }
  /** One of the library's; `key` as in `InstalledBundle`. */
  | { kind: 'installed'; key: string };

export interface LoadRequest {
  source: ModelSource;
  /**
   * `auto` takes the GPU where there is one that deserves the name, and for an installed bundle what it was made for.
   */
  backend: Backend | 'auto';
  /** GPUs, by their names, on which the processor was measured to be faster: `auto` does without them. */
  slowGpus?: readonly string[];
  /** GPUs, by their names, on which fp16 was measured to be slower than fp32: fp16 models run in fp32 there. */
  slowFp16Gpus?: readonly string[];
  /** The CPU's other threads did not start before (`threads-failed`): it does without them. */
  oneThread?: boolean;
}

export interface MatcherRequest {
  /** It runs where the captioner runs. */
  source: ModelSource;
}

export interface LoadProgress {
  phase: 'runtime' | 'model' | 'warm-up';
  loadedBytes: number;
  totalBytes: number;
}

export interface LoadedModel {
  /** The checkpoint's id, e.g. `blipscope/demo`. */
  id: string;
  backend: Backend;
  /** GPU name as the browser tells it, or the number of threads for WASM. */
  device: string;
  /**
   * Why the GPU, its 16-bit arithmetic or the CPU's threads are not used, in plain words; null when they are, or were
   * not asked for.
   */
  fallbackReason: string | null;
  /** The one of `slowGpus` that `auto` did without. */
  slowGpu: string | null;
  dtype: string;
  bytes: number;
  /** What the bundle can do; `match` means that it can rank its own captions. */
  capabilities: Capability[];
  /** Patches in a map: [rows, columns]. */
  grid: [number, number];
  layers: number;
  heads: number;
  /** The longest caption the model's positions allow, in tokens. */
  maxLength: number;
  defaults: GenerationDefaults;
}

/** The model that says how well captions fit their picture. */
export interface LoadedMatcher {
  id: string;
  dtype: string;
  bytes: number;
  /** It is the captioner's own bundle, and both share what the vision tower makes of a picture. */
  shared: boolean;
}

export interface Caption {
  /** Prompt removed, pieces joined. */
  text: string;
  /** Whole sequence: start token and prompt included, end token included when it was produced. */
  tokenIds: number[];
  /** The generated tokens, in order, end token included when it was produced. */
  tokens: CaptionToken[];
  /** Cross-attention at the position that predicts each token, mean of all layers and heads. Parallel to `tokens`. */
  maps: PatchMap[];
  /** Sum over `tokens`. */
  logProb: number;
  finish: 'end' | 'length' | 'cancelled';
}

/** How well a text fits a picture. */
export interface CaptionMatch {
  /** Image-text matching (ITM): softmax of the two logits, index 1. */
  probability: number;
  /** Image-text contrast (ITC); null where the matcher has no such head. */
  cosine: number | null;
}

/** `match` is null without a matcher, and for what a cancel kept from being matched. */
export type MatchedCaption = Caption & { match: CaptionMatch | null };

/** Milliseconds. `firstToken` and `total` count from the request. */
export interface CaptionTimes {
  image: number;
  encode: number;
  firstToken: number;
  decode: number;
  total: number;
}

export interface CaptionRequest {
  /** Names the run; `attention` asks for its maps by it. */
  runId: string;
  picture: Blob;
  /** Blurred before the model sees the picture. */
  masked: readonly Region[];
  settings: CaptionSettings;
}

export type CaptionProgress =
  | { type: 'image'; width: number; height: number }
  | { type: 'encoded' }
  /** The next token of one caption, with its map. */
  | { type: 'token'; caption: number; token: CaptionToken; map: PatchMap }
  /** Beam search changes its mind: the best sentence so far, replacing what was shown. */
  | { type: 'best'; tokens: CaptionToken[]; map: PatchMap }
  /** All captions are complete, and the matcher begins to compare them with the picture. */
  | { type: 'captions'; captions: Caption[] }
  | { type: 'match'; caption: number; match: CaptionMatch };

export interface CaptionRun {
  captions: MatchedCaption[];
  /** `match` is the matcher's share, null where there was none. */
  ms: CaptionTimes & { match: number | null };
  /** Why captions went unmatched although there is a matcher. */
  matchError: WireError | null;
}

export interface AttentionRequest {
  runId: string;
  caption: number;
  /** Counted from 0; null is the mean of all. */
  layer: number | null;
  head: number | null;
}

/** Parallel to the caption's tokens; null when the run is no longer held in memory. */
export type AttentionMaps = PatchMap[] | null;

/** A picture that waits, and the run that will caption it. */
export type NextPicture = Pick<NamedPicture, 'id' | 'file'>;

export interface ExplainRequest {
  picture: NamedPicture;
  source: ExplainSource;
  /** As typed; or a caption: the prompt it was written after, and the ids of its tokens. */
  text: string | { prompt: string; tokenIds: number[] };
}

/** Grad-CAM of a text in all layers, so that a choice of layer needs no further question. */
export interface ExplainedText {
  /** [rows, columns] */
  grid: [number, number];
  /** Special tokens included; of a caption, those after its prompt. */
  tokens: ExplainedToken[];
  /** By layer, each parallel to `tokens`. */
  maps: PatchMap[][];
  /** The layer that explains best. */
  bestLayer: LayerChoice;
  /** Of the matcher: that text and picture fit. */
  probability: number | null;
}

export interface ScoreTextRequest {
  picture: NamedPicture;
  /** As typed: no prompt is put before it. */
  text: string;
}

/** What the models think of a text that somebody typed. */
export interface ScoredText {
  /** The text's tokens and the end token, as the captioner would have written them. */
  tokens: CaptionToken[];
  /** Cross-attention, mean of all layers and heads; parallel to `tokens`. */
  maps: PatchMap[];
  /** Mean negative log-likelihood of `tokens`. */
  loss: number;
  /** Null without a matcher. */
  match: CaptionMatch | null;
}

/** Requests to the engine. */
export interface EngineRequests {
  /** Replaces the captioner; the matcher beside it goes too. What is loaded already is answered at once. */
  load: { in: LoadRequest; progress: LoadProgress; out: LoadedModel };
  /** Loads a matcher beside the captioner, replacing the one there is; null unloads it. */
  matcher: { in: MatcherRequest | null; progress: LoadProgress; out: LoadedMatcher | null };
  caption: { in: CaptionRequest; progress: CaptionProgress; out: CaptionRun };
  /**
   * The pictures to be captioned next, named by their runs: they are read while another one is captioned. Replaces
   * what was named before; answered at once.
   */
  prefetch: { in: NextPicture[]; progress: never; out: null };
  attention: { in: AttentionRequest; progress: never; out: AttentionMaps };
  explain: { in: ExplainRequest; progress: never; out: ExplainedText };
  scoreText: { in: ScoreTextRequest; progress: never; out: ScoredText };
  testMap: { in: TestMapRequest; progress: TestMapProgress; out: TestedMap };
  /** Needs no model. Null where there is no GPU, or only one that is imitated: it is not tried. */
  timeMatmuls: { in: MatmulsRequest; progress: never; out: MatmulTimes | null };
}

export interface CacheOfflineRequest {
  /** The folder of the demo model's bundles: its CPU bundle is what everything falls back to. */
  demoUrl: string;
  /** What captions now. */
  running: { source: ModelSource; backend: Backend };
  /** Whether what is missing may be fetched; if not, this only looks at what there is. */
  fetch: boolean;
}

/** `missing`: not stored, and kept as soon as it is fetched; `full`: there is no room for it. */
export type CacheState = 'cached' | 'missing' | 'full';

/** What is stored, each with its runtime. */
export interface OfflineCache {
  running: CacheState;
  /** The demo model on the CPU. */
  cpu: CacheState;
}

export interface OfflineRequests {
  cacheOffline: { in: CacheOfflineRequest; progress: never; out: OfflineCache };
}
