/** `blipscope.json`: what a bundle says about itself. Written by the exporter, read by the engine. */

import type { Capability, Dtype, Target } from '../dtypes.ts';
import type { GenerationDefaults } from '../settings/index.ts';

export const BUNDLE_FORMAT = 'blipscope-bundle';
export const BUNDLE_VERSION = 1;
export const MANIFEST_FILE = 'blipscope.json';

export type { Capability, Dtype, Target };

/** What a graph is for. Inputs and outputs are named and shaped in `blip/` beside what emits them. */
export type GraphRole =
  | 'vision_encoder'
  | 'cross_attention_kv'
  | 'text_decoder'
  /** A matcher's own `cross_attention_kv`, where a captioner in the same bundle has another. */
  | 'matcher_kv'
  | 'matcher'
  /** Grad-CAM, for captioners and for matchers; bundles of before lack it. */
  | 'explain_caption'
  | 'explain_itm'
  | 'image_features'
  | 'text_features'
  | 'question_encoder'
  | 'answer_kv';

export interface TowerDimensions {
  hiddenSize: number;
  layers: number;
  heads: number;
  intermediateSize: number;
  layerNormEps: number;
}

export interface Architecture {
  /** The class of `transformers` that reads the checkpoint; `BLIP_Pretrain`, the original's, where none does. */
  model: string;
  vision: TowerDimensions & { imageSize: number; patchSize: number };
  text: TowerDimensions & { vocabSize: number; maxPositions: number };
}

export interface GraphFiles {
  /** The `.onnx` file. */
  file: string;
  /** Names of its external data files, the order in which the graph first refers to them. */
  data: string[];
  /** Bytes of `file` and `data` together. */
  bytes: number;
  /** SHA-256 of `file`, hex. That of each data file is in `files`. */
  sha256: string;
}

export interface BundleManifest {
  format: typeof BUNDLE_FORMAT;
  version: typeof BUNDLE_VERSION;
  source: { id: string; revision: string | null; sha256: string };
  target: Target;
  dtype: Dtype;
  architecture: Architecture;
  image: { size: number; patchSize: number; mean: number[]; std: number[] };
  text: {
    tokenizer: string;
    /** BLIP's [DEC], the captioner's start token. */
    bosId: number;
    /** BLIP's [ENC], the matcher's start token. */
    encId: number;
    eosId: number;
    padId: number;
    maxPositions: number;
  };
  generation: GenerationDefaults;
  capabilities: Capability[];
  /** Those that the capabilities need. */
  graphs: Partial<Record<GraphRole, GraphFiles>>;
  /**
   * Of fp16 for WebGPU: the same graphs on the same data, multiplied in float32. They run on any device, and tell
   * whether a device's 16-bit arithmetic can be trusted. Bundles of before lack them.
   */
  fp32Fallback?: Partial<Record<GraphRole, GraphFiles>> | undefined;
  /** Every file of the bundle but this one. */
  files: Record<string, { bytes: number; sha256: string }>;
}

/**
 * Head width of the self-attention cache: GroupQueryAttention takes multiples of 8 only, so narrower heads are
 * padded with zeros. Every published BLIP has 64.
 */
export function cacheHeadSize({ hiddenSize, heads }: TowerDimensions): number {
  return Math.ceil(hiddenSize / heads / 8) * 8;
}

/** The bundle cannot be used: `code` says whether it is damaged, or made by a newer Blipscope. */
export class BundleError extends Error {
  override name = 'BundleError';
  constructor(
    readonly code: 'model-corrupt' | 'model-too-new',
    message: string,
  ) {
    super(message);
  }
}
