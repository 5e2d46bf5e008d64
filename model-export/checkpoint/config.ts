import type { Activation, Architecture, TowerDimensions } from '../../core/manifest/manifest.ts';
import { MODEL_KEYS, TEXT_KEYS, VISION_KEYS } from './config-keys.ts';
import { CheckpointError, excerpt, formatValue } from './errors.ts';
import {
  isObject,
  type Json,
  parseJsonObject,
  requireKnownSettings,
  type SettingsTable,
  unsupportedSetting,
} from './settings.ts';

/** The fields of a checkpoint's `config.json` that the exporter needs. */
export interface BlipConfig {
  kind: ModelKind;
  architecture: Architecture;
  tokens: { bosId: number; encId: number; eosId: number; padId: number };
  /** Whether the output layer's matrix and bias are the word embeddings and the head's bias, where both are equal. */
  tiedEmbeddings: boolean;
  /** Width of the space in which image and text features are compared; 0 for models without it. */
  projectionSize: number;
}

/** `mixture`: a captioner and a matcher that share their vision tower, as in BLIP's pre-training. */
export type ModelKind = 'captioner' | 'retrieval' | 'contrast' | 'vqa' | 'mixture';

/** The supported classes of `transformers`. */
const KINDS = {
  BlipForConditionalGeneration: 'captioner',
  BlipForImageTextRetrieval: 'retrieval',
  BlipModel: 'contrast',
  BlipForQuestionAnswering: 'vqa',
} as const satisfies Record<string, ModelKind>;

type ModelClass = keyof typeof KINDS;

/** Defaults of `transformers` (`configuration_blip.py`), which omits fields that equal them. */
const VISION_DEFAULTS = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  image_size: 384,
  patch_size: 16,
  layer_norm_eps: 1e-5,
};
const TEXT_DEFAULTS = {
  vocab_size: 30524,
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  num_attention_heads: 8,
  max_position_embeddings: 512,
  layer_norm_eps: 1e-12,
  bos_token_id: 30522,
  sep_token_id: 102,
  pad_token_id: 0,
};

/** Ten times BLIP's training size and patches per side: memory grows with their fourth power. */
const MAX_IMAGE_SIZE = 4096;
const MAX_PATCHES_A_SIDE = 256;

const PROJECTION_DEFAULTS = { image_text_hidden_size: 256, projection_dim: 512 };

/**
 * Reads a BLIP checkpoint's `config.json`. `text_config.encoder_hidden_size`, which real files may lack, is not read:
 * the width of the image tokens is the vision tower's.
 * @throws {CheckpointError} ('unsupported-model' or 'damaged-file')
 */
export function parseConfig(json: string): BlipConfig {
  const config = parseJsonObject(json, 'config.json');
  const model = modelClass(config);
  const kind = KINDS[model];
  refuseQuantized(config);
  requireKnownSettings('config.json', config, MODEL_KEYS);
  const vision: Json = { ...VISION_DEFAULTS, ...section(config, 'vision_config', VISION_KEYS) };
  const text: Json = { ...TEXT_DEFAULTS, ...section(config, 'text_config', TEXT_KEYS) };
  const bosId = integer(text, 'bos_token_id');
  return {
    kind,
    architecture: {
      model,
      vision: {
        ...tower(vision, 'vision_config'),
        ...pictures(vision),
      },
      text: {
        ...tower(text, 'text_config'),
        vocabSize: integer(text, 'vocab_size'),
        maxPositions: integer(text, 'max_position_embeddings'),
      },
    },
    // The configuration does not list [ENC]: BLIP appends [DEC] and [ENC] to the vocabulary, in this order.
    tokens: {
      bosId,
      encId: bosId + 1,
      eosId: integer(text, 'sep_token_id'),
      padId: integer(text, 'pad_token_id'),
    },
    // Either level ties: the model its decoder's tensors, the decoder its own.
    tiedEmbeddings: config.tie_word_embeddings !== false || text.tie_word_embeddings !== false,
    projectionSize: projectionSize({ ...PROJECTION_DEFAULTS, ...config }, kind),
  };
}

function pictures(vision: Json): { imageSize: number; patchSize: number } {
  const [imageSize, patchSize] = [side(vision, 'image_size'), side(vision, 'patch_size')];
  const patches = imageSize / patchSize;
  const refuse = (what: string) =>
    new CheckpointError('damaged-file', `config.json: image_size ${imageSize} ${what}.`);
  if (imageSize > MAX_IMAGE_SIZE) throw refuse(`is beyond the ${MAX_IMAGE_SIZE} px that are supported`);
  if (!Number.isInteger(patches) || patches === 0)
    throw refuse(`does not divide into patches of ${patchSize}`);
  if (patches > MAX_PATCHES_A_SIDE)
    throw refuse(
      `in patches of ${patchSize} makes ${patches} a side; at most ${MAX_PATCHES_A_SIDE} are supported`,
    );
  return { imageSize, patchSize };
}

function projectionSize(config: Json, kind: ModelKind): number {
  if (kind === 'retrieval') return integer(config, 'image_text_hidden_size');
  return kind === 'contrast' ? integer(config, 'projection_dim') : 0;
}

/** A file without `architectures`, such as a hand-written one, is assumed to be a captioner. */
function modelClass(config: Json): ModelClass {
  const named = Array.isArray(config.architectures) ? config.architectures : [];
  const model: unknown = named[0] ?? 'BlipForConditionalGeneration';
  if (config.model_type === 'blip' && isModelClass(model)) return model;
  const name: unknown = named[0] ?? config.model_type;
  throw new CheckpointError(
    'unsupported-model',
    `This checkpoint is a ${typeof name === 'string' ? excerpt(name) : 'model of unknown type'}; Blipscope reads ${Object.keys(KINDS).join(', ')}.`,
  );
}

function isModelClass(name: unknown): name is ModelClass {
  return typeof name === 'string' && Object.hasOwn(KINDS, name);
}

/** The functions of the graphs, by all their names in `transformers`. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_accurate: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_python_tanh: 'gelu-tanh',
  quick_gelu: 'quick-gelu',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
};

function activation(section: Json, name: string): Activation {
  const activation = section.hidden_act ?? 'gelu';
  if (typeof activation === 'string' && Object.hasOwn(ACTIVATIONS, activation))
    return ACTIVATIONS[activation]!;
  const known = Object.keys(ACTIVATIONS).join(', ');
  throw unsupportedSetting('config.json', `${name}.hidden_act`, activation, `only ${known} are supported`);
}

function refuseQuantized({ quantization_config: quantized }: Json): void {
  if (quantized == null) return;
  const by = isObject(quantized) ? (quantized.quant_method ?? 'bitsandbytes') : quantized;
  throw new CheckpointError(
    'unsupported-model',
    `The weights are quantized (${formatValue(by)} in quantization_config of config.json). Load the model in transformers, call model.dequantize(), and save it with save_pretrained; or take the checkpoint that was quantized.`,
  );
}

function tower(section: Json, name: string): TowerDimensions {
  const dimensions = {
    hiddenSize: integer(section, 'hidden_size'),
    layers: integer(section, 'num_hidden_layers'),
    heads: integer(section, 'num_attention_heads'),
    intermediateSize: integer(section, 'intermediate_size'),
    layerNormEps: positive(section, 'layer_norm_eps'),
  };
  const hiddenAct = activation(section, name);
  if (dimensions.hiddenSize % dimensions.heads !== 0) {
    throw new CheckpointError(
      'damaged-file',
      `config.json: ${name}.hidden_size ${dimensions.hiddenSize} does not divide into ${dimensions.heads} heads.`,
    );
  }
  return hiddenAct === 'gelu' ? dimensions : { ...dimensions, activation: hiddenAct };
}

function section(config: Json, key: string, table: SettingsTable): Json {
  const value = config[key] ?? {};
  if (!isObject(value)) throw new CheckpointError('damaged-file', `config.json: ${key} is not an object.`);
  requireKnownSettings(`config.json: ${key}`, value, table);
  return value;
}

/** Of a square: a number, or both sides. */
function side(section: Json, key: string): number {
  const { [key]: value } = section;
  if (!Array.isArray(value)) return integer(section, key);
  if (value.length === 2 && value[0] === value[1]) return integer({ [key]: value[0] }, key);
  throw unsupportedSetting('config.json', key, value, 'pictures and patches must be square');
}

function integer(section: Json, key: string): number {
  const value = section[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new CheckpointError(
    'damaged-file',
    `config.json: ${key} is ${formatValue(value)}, a whole number was expected.`,
  );
}

function positive(section: Json, key: string): number {
  const value = section[key];
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new CheckpointError(
    'damaged-file',
    `config.json: ${key} is ${formatValue(value)}, a positive number was expected.`,
  );
}
