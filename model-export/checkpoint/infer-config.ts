/**
 * Infers the configuration of a checkpoint without one, such as an original `.pth` file, from the shapes of its
 * tensors. Values that shapes do not determine are those of every published BLIP: see `ASSUMED`.
 */
import type { TowerDimensions } from '../../core/manifest/manifest.ts';
import type { BlipConfig, ModelKind } from './config.ts';
import { CheckpointError } from './errors.ts';
import type { StoredTensor } from './safetensors.ts';

/** Source: salesforce/BLIP `models/vit.py` (norms of 1e-6, heads of 64), `configs/med_config.json` (1e-12, 64). */
const ASSUMED = {
  headSize: 64,
  visionLayerNormEps: 1e-6,
  textLayerNormEps: 1e-12,
};

export const MODEL_CLASS: Record<ModelKind, string> = {
  captioner: 'BlipForConditionalGeneration',
  retrieval: 'BlipForImageTextRetrieval',
  contrast: 'BlipModel',
  vqa: 'BlipForQuestionAnswering',
  mixture: 'BLIP_Pretrain',
};

export interface InferredConfig {
  config: BlipConfig;
  /** What was inferred and assumed, one line each, for a person to check. */
  notes: string[];
}

export interface Hints {
  /** The lines of `vocab.txt`. */
  vocabulary: readonly string[];
  /** Heads of each tower, if their size is not 64. */
  heads?: { vision: number; text: number };
}

/**
 * Infers the configuration from `tensors` under the hub's names.
 * @throws {CheckpointError} ('unsupported-model') if it is not a BLIP
 */
export function inferConfig(tensors: readonly StoredTensor[], { vocabulary, heads }: Hints): InferredConfig {
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const kind = kindOf(shapes);
  const textPrefix = shapes.has('text_decoder.cls.predictions.bias') ? 'text_decoder.bert' : 'text_encoder';
  const vision = visionOf(shapes, heads?.vision);
  const text = textOf(shapes, textPrefix, heads?.text);
  const [projectionSize = 0] = shapes.get('vision_proj.weight') ?? [];
  const config: BlipConfig = {
    kind,
    architecture: { model: MODEL_CLASS[kind], vision, text },
    // [DEC] and [ENC] are the last two of BLIP's vocabulary (salesforce/BLIP `models/blip.py` init_tokenizer).
    tokens: {
      bosId: text.vocabSize - 2,
      encId: text.vocabSize - 1,
      eosId: idOf(vocabulary, '[SEP]'),
      padId: idOf(vocabulary, '[PAD]'),
    },
    tiedEmbeddings: true,
    projectionSize,
  };
  return { config, notes: notesOf(config) };
}

function idOf(vocabulary: readonly string[], token: string): number {
  const id = vocabulary.indexOf(token);
  if (id >= 0) return id;
  throw new CheckpointError(
    'damaged-file',
    `vocab.txt has no ${token}. Put BERT's vocabulary next to the weights.`,
  );
}

type Shapes = ReadonlyMap<string, readonly number[]>;

function kindOf(shapes: Shapes): ModelKind {
  const decodes = shapes.has('text_decoder.cls.predictions.bias');
  const matches = shapes.has('itm_head.weight');
  const encodes = shapes.has('text_encoder.encoder.layer.0.attention.self.query.weight');
  if (decodes && encodes) return matches ? 'mixture' : 'vqa';
  if (decodes) return 'captioner';
  if (matches) return 'retrieval';
  throw new CheckpointError(
    'unsupported-model',
    'These weights are not of a BLIP captioner, matcher or question answerer: they have neither text_decoder.cls nor itm_head.',
  );
}

function visionOf(shapes: Shapes, heads?: number): BlipConfig['architecture']['vision'] {
  const [hiddenSize, , patchSize] = shapeOf(shapes, 'vision_model.embeddings.patch_embedding.weight', 4);
  const [, tokens] = shapeOf(shapes, 'vision_model.embeddings.position_embedding', 3);
  const layers = countLayers(shapes, /^vision_model\.encoder\.layers\.(\d+)\./);
  const [intermediateSize] = shapeOf(shapes, 'vision_model.encoder.layers.0.mlp.fc1.weight', 2);
  const tower = towerOf({ hiddenSize, layers, intermediateSize, heads });
  const imageSize = patchesASide(tokens) * patchSize;
  return { ...tower, layerNormEps: ASSUMED.visionLayerNormEps, imageSize, patchSize };
}

/** The patches per side of a square picture, from its tokens: patches and [CLS]. */
function patchesASide(tokens: number): number {
  const side = Math.sqrt(tokens - 1);
  if (Number.isInteger(side) && side > 0) return side;
  throw new CheckpointError(
    'unsupported-model',
    `These weights have ${tokens} positions for pictures; BLIP's pictures are square, which takes n² + 1. Export the model that was trained, or put its config.json next to the weights.`,
  );
}

function textOf(shapes: Shapes, prefix: string, heads?: number): BlipConfig['architecture']['text'] {
  const [vocabSize, hiddenSize] = shapeOf(shapes, `${prefix}.embeddings.word_embeddings.weight`, 2);
  const [maxPositions] = shapeOf(shapes, `${prefix}.embeddings.position_embeddings.weight`, 2);
  const pattern = new RegExp(`^${prefix.replaceAll('.', '\\.')}\\.encoder\\.layer\\.(\\d+)\\.`);
  const [intermediateSize] = shapeOf(shapes, `${prefix}.encoder.layer.0.intermediate.dense.weight`, 2);
  const dimensions = {
    hiddenSize,
    layers: countLayers(shapes, pattern),
    intermediateSize,
    heads,
  };
  const tower = towerOf(dimensions);
  return {
    ...tower,
    layerNormEps: ASSUMED.textLayerNormEps,
    vocabSize,
    maxPositions,
  };
}

type Measured = Pick<TowerDimensions, 'hiddenSize' | 'layers' | 'intermediateSize'> & {
  heads?: number | undefined;
};

function towerOf({ heads, ...sizes }: Measured): Omit<TowerDimensions, 'layerNormEps'> {
  const count = heads ?? sizes.hiddenSize / ASSUMED.headSize;
  if (Number.isInteger(count) && sizes.hiddenSize % count === 0) return { ...sizes, heads: count };
  throw new CheckpointError(
    'unsupported-model',
    `A width of ${sizes.hiddenSize} does not divide into ${heads ? `${heads} heads` : `heads of ${ASSUMED.headSize}, as BLIP's do`}. Put the model's config.json next to the weights.`,
  );
}

interface ShapeOfRank {
  2: [number, number];
  3: [number, number, number];
  4: [number, number, number, number];
}

function shapeOf<Rank extends keyof ShapeOfRank>(shapes: Shapes, key: string, rank: Rank): ShapeOfRank[Rank] {
  const shape = shapes.get(key);
  if (shape?.length === rank) return [...shape] as ShapeOfRank[Rank];
  throw new CheckpointError(
    'unsupported-model',
    `These weights are not BLIP's: "${key}" ${shape ? `has the shape [${shape}]` : 'is missing'}.`,
  );
}

function countLayers(shapes: Shapes, pattern: RegExp): number {
  const numbers = [...shapes.keys()].map((key) => Number(pattern.exec(key)?.[1] ?? -1));
  // A checkpoint may have more names than a function takes arguments.
  return numbers.reduce((most, number) => Math.max(most, number), -1) + 1;
}

function notesOf({ architecture: { model, vision, text } }: BlipConfig): string[] {
  return [
    `model: ${model}`,
    `vision: ${vision.layers} layers of ${vision.hiddenSize}, pictures of ${vision.imageSize} px in patches of ${vision.patchSize}`,
    `text: ${text.layers} layers of ${text.hiddenSize}, ${text.vocabSize} tokens, ${text.maxPositions} positions`,
    `assumed: ${vision.heads} heads in vision, ${text.heads} in text, layer-norm epsilons ${vision.layerNormEps} and ${text.layerNormEps}`,
  ];
}
