/** `blipscope.json`: what a bundle says about itself. Written by the exporter, read by the engine. */

import type { Capability, Dtype, Target } from '../dtypes.ts';
import type { GenerationDefaults } from '../settings/index.ts';

export const BUNDLE_FORMAT = 'blipscope-bundle';
export const BUNDLE_VERSION = 1;
/** The name of the manifest in a bundle. */
export const MANIFEST_FILE = 'blipscope.json';
/** Those of the largest models take some kilobytes. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** What a graph is for. The modules of `model-export/blip/` that emit them document their inputs and outputs. */
export type GraphRole =
  | 'vision_encoder'
  | 'cross_attention_kv'
  | 'text_decoder'
  /** A matcher's own `cross_attention_kv`, where a captioner in the same bundle has another. */
  | 'matcher_kv'
  | 'matcher'
  /** Grad-CAM, for captioners, for matchers and for question answerers; older bundles lack it. */
  | 'explain_caption'
  | 'explain_itm'
  | 'explain_answer'
  | 'image_features'
  | 'text_features'
  | 'question_encoder'
  | 'answer_kv';

/** The sizes of a vision or text tower. */
export interface TowerDimensions {
  hiddenSize: number;
  layers: number;
  heads: number;
  intermediateSize: number;
  layerNormEps: number;
  /** Between the two matrices of the feed-forward layers; GELU if absent. */
  activation?: Activation | undefined;
}

/** 'gelu' is the error-function form, 'gelu-tanh' its approximation, 'quick-gelu' x·σ(1.702x). */
export const ACTIVATIONS = ['gelu', 'gelu-tanh', 'quick-gelu', 'relu', 'silu'] as const;
/** One of `ACTIVATIONS`. */
export type Activation = (typeof ACTIVATIONS)[number];

/** What a model is made of. */
export interface Architecture {
  /** The class of `transformers` that reads the checkpoint, or the original's `BLIP_Pretrain` where none does. */
  model: string;
  vision: TowerDimensions & { imageSize: number; patchSize: number };
  text: TowerDimensions & { vocabSize: number; maxPositions: number };
}

/** Filters for resizing pictures, by Pillow's numbers. */
export const RESAMPLE_FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;
/** One of `RESAMPLE_FILTERS`. */
export type ResampleFilter = (typeof RESAMPLE_FILTERS)[number];

/** The files of a graph. */
export interface GraphFiles {
  /** The `.onnx` file. */
  file: string;
  /** Names of its external data files, in the order of the graph's first reference to each. */
  data: string[];
  /** Bytes of `file` and `data` together. */
  bytes: number;
  /** SHA-256 of `file`, hex. That of each data file is in `files`. */
  sha256: string;
}

/** The token ids of a text tower, and the file that makes them of a text. */
export interface TextInput {
  tokenizer: string;
  /** BLIP's [DEC], the captioner's start token. */
  bosId: number;
  /** BLIP's [ENC], the matcher's start token. */
  encId: number;
  eosId: number;
  padId: number;
  maxPositions: number;
}

/** The graphs of a bundle that it has, by their roles. */
export type Graphs = Partial<Record<GraphRole, GraphFiles>>;

/**
 * A question answerer in a captioner's bundle: what it has of its own. Vision tower, and keys and values of the picture,
 * are the captioner's. `core/manifest/answerer.ts` puts both together.
 */
export interface AnswererPart {
  architecture: Pick<Architecture, 'model' | 'text'>;
  text: TextInput;
  graphs: Graphs;
  fp32Fallback?: Graphs | undefined;
}

/** What a bundle is, and what its files are. */
export interface BundleManifest {
  format: typeof BUNDLE_FORMAT;
  version: typeof BUNDLE_VERSION;
  source: { id: string; revision: string | null; sha256: string };
  target: Target;
  dtype: Dtype;
  architecture: Architecture;
  image: {
    size: number;
    patchSize: number;
    /** Of values in 0 to 1. */
    mean: number[];
    std: number[];
    /** Bicubic if absent. */
    resample?: ResampleFilter | undefined;
  };
  text: TextInput;
  generation: GenerationDefaults;
  capabilities: Capability[];
  /** The graphs that the capabilities need, but for those of `answerer`. */
  graphs: Graphs;
  /**
   * For fp16 on WebGPU: the same graphs on the same data, with matmuls in float32. They run on any device, and show
   * whether a device's 16-bit arithmetic is accurate. Older bundles lack them.
   */
  fp32Fallback?: Graphs | undefined;
  /** Beside a captioner; a bundle that only answers has its graphs above. */
  answerer?: AnswererPart | undefined;
  /** Every file of the bundle except this one. */
  files: Record<string, { bytes: number; sha256: string }>;
}

/**
 * Head width of the self-attention cache: GroupQueryAttention takes multiples of 8 only, so narrower heads are
 * padded with zeros. Every published BLIP has 64.
 */
export function cacheHeadSize({ hiddenSize, heads }: TowerDimensions): number {
  return Math.ceil(hiddenSize / heads / 8) * 8;
}

/** The bundle cannot be used: it is damaged, or a newer Blipscope made it. */
export class BundleError extends Error {
  override name = 'BundleError';
  constructor(
    readonly code: 'model-corrupt' | 'model-too-new',
    message: string,
  ) {
    super(message);
  }
}
