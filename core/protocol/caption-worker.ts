/** What the caption worker answers: questions to the engine, and what is cached for work without a network. */

import type { Backend, Capability } from '../dtypes.ts';
import type { ExplainedToken, ExplainSource, LayerChoice } from '../explain.ts';
import type { Fallback } from '../fallbacks.ts';
import type { PatchMap } from '../maps.ts';
import type { CaptionSettings, GenerationDefaults } from '../settings/index.ts';
import type { CaptionToken } from '../words.ts';
import type { AnswerRequests } from './answers.ts';
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
   * `auto` chooses the GPU where there is a real one, and for an installed bundle the backend it was made for.
   */
  backend: Backend | 'auto';
  /** Names of the GPUs that were measured to be slower than the CPU: `auto` does not choose them. */
  slowGpus?: readonly string[];
  /** Names of the GPUs on which fp16 was measured to be slower than fp32: fp16 models run in fp32 there. */
  slowFp16Gpus?: readonly string[];
  /** The CPU's other threads did not start before (`threads-failed`): run with one. */
  oneThread?: boolean;
}

export interface MatcherRequest {
  /** It runs where the captioner runs. */
  source: ModelSource;
}

/** How far a model is loaded. */
export interface LoadProgress {
  phase: 'runtime' | 'model' | 'warm-up';
  loadedBytes: number;
  totalBytes: number;
}

/** A captioner that is ready. */
export interface LoadedModel {
  /** The checkpoint's id, e.g. `blipscope/demo`. */
  id: string;
  backend: Backend;
  /** The GPU's name as the browser reports it, or the number of threads for WASM. */
  device: string;
  /** Why the GPU, its 16-bit arithmetic or the CPU's threads are not used; empty when they are, or were not asked for. */
  fallbacks: readonly Fallback[];
  /** The one of `slowGpus` that `auto` did not choose. */
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

/** The model that scores how well captions fit their picture. */
export interface LoadedMatcher {
  id: string;
  dtype: string;
  bytes: number;
  /** It is the captioner's own bundle, and both use the same encoding of a picture. */
  shared: boolean;
}

/** A caption with its tokens and maps. */
export interface Caption {
  /** Pieces joined, the words of the prompt that a person gave among them. The model's own prompt is removed. */
  text: string;
  /** The entire sequence, with start token and prompt, and with the end token when it was produced. */
  tokenIds: number[];
  /** The generated tokens, in order, with the end token when it was produced. */
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

/** `match` is null without a matcher, and for captions that a cancel left unmatched. */
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
  /** Names the run for `attention` and `prefetch`. */
  runId: string;
  picture: Blob;
  /** Blurred before the model sees the picture. */
  masked: readonly Region[];
  settings: CaptionSettings;
}

/** What is known while a picture is captioned. */
export type CaptionProgress =
  | { type: 'image'; width: number; height: number }
  | { type: 'encoded' }
  /** The next token of one caption, with its map. */
  | { type: 'token'; caption: number; token: CaptionToken; map: PatchMap }
  /** Beam search found a better sentence, which replaces the one before. */
  | { type: 'best'; tokens: CaptionToken[]; map: PatchMap }
  /** All captions are complete; the matcher begins. */
  | { type: 'captions'; captions: Caption[] }
  | { type: 'match'; caption: number; match: CaptionMatch };

/** The captions of one picture. */
export interface CaptionRun {
  captions: MatchedCaption[];
  /** `match` is the matcher's share; null without a matcher. */
  ms: CaptionTimes & { match: number | null };
  /** Why captions have no match although there is a matcher. */
  matchError: WireError | null;
}

export interface AttentionRequest {
  runId: string;
  caption: number;
  /** Counted from 0; null is the mean of all. */
  layer: number | null;
  head: number | null;
}

/** Parallel to the caption's tokens; null when the run is no longer in memory. */
export type AttentionMaps = PatchMap[] | null;

/** A queued picture, named by the run that will caption it. */
export type NextPicture = Pick<NamedPicture, 'id' | 'file'>;

export interface ExplainRequest {
  picture: NamedPicture;
  source: ExplainSource;
  /** A typed text; or a caption: its prompt and the ids of its tokens. */
  text: string | { prompt: string; tokenIds: number[] };
}

/** Grad-CAM of a text in all layers, so that choosing a layer needs no request. */
export interface ExplainedText {
  /** [rows, columns] */
  grid: [number, number];
  /** With the special tokens; of a caption, those after its prompt. */
  tokens: ExplainedToken[];
  /** By layer, each parallel to `tokens`. */
  maps: PatchMap[][];
  /** The layer that explains best. */
  bestLayer: LayerChoice;
  /** The matcher's probability that text and picture fit; null for a captioner. */
  probability: number | null;
}

export interface MatchTextRequest {
  picture: NamedPicture;
  text: string;
}

/** What a vector is made of. */
export type EmbedRequest = { kind: 'picture'; picture: NamedPicture } | { kind: 'text'; text: string };

export interface ScoreTextRequest {
  picture: NamedPicture;
  /** Without a prompt. */
  text: string;
}

/** The models' scores of a typed text. */
export interface ScoredText {
  /** The text's tokens and the end token, with the captioner's probabilities. */
  tokens: CaptionToken[];
  /** Cross-attention, mean of all layers and heads; parallel to `tokens`. */
  maps: PatchMap[];
  /** Mean negative log-likelihood of `tokens`. */
  loss: number;
  /** Null without a matcher. */
  match: CaptionMatch | null;
}

/** Requests to the engine. */
export interface EngineRequests extends AnswerRequests {
  /** Replaces the captioner and unloads matcher and answerer. Resolves at once when the same model is loaded already. */
  load: { in: LoadRequest; progress: LoadProgress; out: LoadedModel };
  /** Loads or replaces the matcher; null unloads it. */
  matcher: { in: MatcherRequest | null; progress: LoadProgress; out: LoadedMatcher | null };
  caption: { in: CaptionRequest; progress: CaptionProgress; out: CaptionRun };
  /**
   * Names the pictures to be captioned next, which are read while another one is captioned. Replaces those named
   * before; resolves at once.
   */
  prefetch: { in: NextPicture[]; progress: never; out: null };
  attention: { in: AttentionRequest; progress: never; out: AttentionMaps };
  explain: { in: ExplainRequest; progress: never; out: ExplainedText };
  scoreText: { in: ScoreTextRequest; progress: never; out: ScoredText };
  /** By the matcher alone. */
  matchText: { in: MatchTextRequest; progress: never; out: CaptionMatch };
  /** The vector of the matcher's contrast head (ITC): [E], of length 1. Fails with `no-contrast` where there is no such head. */
  embed: { in: EmbedRequest; progress: never; out: Float32Array };
  testMap: { in: TestMapRequest; progress: TestMapProgress; out: TestedMap };
  /** Needs no model. Null without a GPU, or with a software GPU, which is not timed. */
  timeMatmuls: { in: MatmulsRequest; progress: never; out: MatmulTimes | null };
}

export interface CacheOfflineRequest {
  /** The folder of the demo model's bundles: its CPU bundle is the last fallback. */
  demoUrl: string;
  /** The captioner in use. */
  running: { source: ModelSource; backend: Backend };
  /** Whether missing files may be fetched; if not, the request only reports what is cached. */
  fetch: boolean;
}

/** `missing`: not stored yet; `full`: there is no room for it. */
export type CacheState = 'cached' | 'missing' | 'full';

/** What works without a network, each with its runtime. */
export interface OfflineCache {
  running: CacheState;
  /** The demo model on the CPU. */
  cpu: CacheState;
}

export interface OfflineRequests {
  cacheOffline: { in: CacheOfflineRequest; progress: never; out: OfflineCache };
}
