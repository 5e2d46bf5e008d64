/** The graphs of each BLIP model: one function per column of the paper's figure 2. */

import type { Capability } from '../../core/dtypes.ts';
import type { GraphRole } from '../../core/manifest/manifest.ts';
import type { BlipConfig } from '../checkpoint/config.ts';
import { emitExplainCaption, emitExplainItm } from './explain.ts';
import { emitExplainAnswer } from './explain-answer.ts';
import type { Emitter } from './layers.ts';
import { answerDecoder, captionDecoder, emitTextDecoder } from './text-decoder.ts';
import {
  emitImageFeatures,
  emitMatcher,
  emitQuestionEncoder,
  emitTextFeatures,
  imageGroundedEncoder,
  type Projection,
} from './text-encoder.ts';
import { emitCrossAttentionKv } from './text-layers.ts';
import { emitVisionEncoder } from './vision.ts';

export interface ModelPlan {
  capabilities: Capability[];
  /** In execution order. */
  graphs: { role: GraphRole; emit(to: Emitter): void }[];
  /** Tensors in the model's files that no graph needs. */
  ignored: RegExp[];
}

export interface Sharing {
  /** The decoder's output matrix is its word embeddings. */
  tiedEmbeddings: boolean;
  /** Captioner and matcher of a mixture project the picture to the same keys and values. */
  sharedKeysValues: boolean;
}

export function planModel(config: BlipConfig, { tiedEmbeddings, sharedKeysValues }: Sharing): ModelPlan {
  switch (config.kind) {
    case 'captioner':
      return captioner(config, tiedEmbeddings);
    case 'retrieval':
      return retrieval(config);
    case 'contrast':
      return contrast(config);
    case 'vqa':
      return vqa(config, tiedEmbeddings);
    case 'mixture':
      return mixture(config, tiedEmbeddings, sharedKeysValues);
  }
}

const visionEncoder = ({ architecture }: BlipConfig) => ({
  role: 'vision_encoder' as const,
  emit: (to: Emitter) => emitVisionEncoder(to, architecture.vision),
});

function captioner(config: BlipConfig, tied: boolean): ModelPlan {
  const decoder = captionDecoder(config.architecture);
  return {
    capabilities: ['caption'],
    graphs: [
      visionEncoder(config),
      { role: 'cross_attention_kv', emit: (to) => emitCrossAttentionKv(to, decoder) },
      { role: 'text_decoder', emit: (to) => emitTextDecoder(to, decoder, tied) },
      { role: 'explain_caption', emit: (to) => emitExplainCaption(to, decoder, tied) },
    ],
    ignored: [POSITION_IDS, HEAD_BIAS],
  };
}

function retrieval(config: BlipConfig): ModelPlan {
  const { architecture, projectionSize: size } = config;
  const encoder = imageGroundedEncoder(architecture, 'text_encoder');
  const projection = (key: string): Projection => ({ pooler: null, key, bias: true, size });
  return {
    capabilities: ['match', 'contrast'],
    graphs: [
      visionEncoder(config),
      { role: 'cross_attention_kv', emit: (to) => emitCrossAttentionKv(to, encoder) },
      { role: 'matcher', emit: (to) => emitMatcher(to, encoder) },
      { role: 'explain_itm', emit: (to) => emitExplainItm(to, encoder) },
      {
        role: 'image_features',
        emit: (to) => emitImageFeatures(to, architecture.vision, projection('vision_proj')),
      },
      { role: 'text_features', emit: (to) => emitTextFeatures(to, encoder, projection('text_proj')) },
    ],
    ignored: [POSITION_IDS],
  };
}

/** One vision tower. The matcher's keys and values are a separate graph unless they are the captioner's. */
function mixture(config: BlipConfig, tied: boolean, sharedKeysValues: boolean): ModelPlan {
  const [captions, matches] = [captioner(config, tied), retrieval(config)];
  const encoder = imageGroundedEncoder(config.architecture, 'text_encoder');
  const ownKeysValues = {
    role: 'matcher_kv' as const,
    emit: (to: Emitter) => emitCrossAttentionKv(to, encoder),
  };
  const have = new Set(captions.graphs.map(({ role }) => role));
  return {
    capabilities: [...captions.capabilities, ...matches.capabilities],
    graphs: [
      ...captions.graphs,
      ...(sharedKeysValues ? [] : [ownKeysValues]),
      ...matches.graphs.filter(({ role }) => !have.has(role)),
    ],
    ignored: [...captions.ignored, ...matches.ignored],
  };
}

function contrast(config: BlipConfig): ModelPlan {
  const { architecture, projectionSize: size } = config;
  const { vision } = architecture;
  const text = imageGroundedEncoder(architecture, 'text_model');
  const ofImage = { pooler: 'vision_model.post_layernorm', key: 'visual_projection', bias: false, size };
  const ofText = { pooler: 'text_model.pooler.dense', key: 'text_projection', bias: false, size };
  return {
    capabilities: ['contrast'],
    graphs: [
      visionEncoder(config),
      { role: 'image_features', emit: (to) => emitImageFeatures(to, vision, ofImage) },
      { role: 'text_features', emit: (to) => emitTextFeatures(to, text, ofText) },
    ],
    ignored: [POSITION_IDS, LOGIT_SCALE, UNUSED_CROSS_ATTENTION],
  };
}

function vqa(config: BlipConfig, tied: boolean): ModelPlan {
  const { architecture } = config;
  const question = imageGroundedEncoder(architecture, 'text_encoder');
  const answer = answerDecoder(architecture);
  return {
    capabilities: ['answer'],
    graphs: [
      visionEncoder(config),
      { role: 'cross_attention_kv', emit: (to) => emitCrossAttentionKv(to, question) },
      { role: 'question_encoder', emit: (to) => emitQuestionEncoder(to, question) },
      { role: 'answer_kv', emit: (to) => emitCrossAttentionKv(to, answer) },
      { role: 'text_decoder', emit: (to) => emitTextDecoder(to, answer, tied) },
      {
        role: 'explain_answer',
        emit: (to) => emitExplainAnswer(to, { question, answer, tiedEmbeddings: tied }),
      },
    ],
    ignored: [POSITION_IDS, HEAD_BIAS],
  };
}

/** A buffer of positions 0, 1, 2, … that older versions saved with the weights. */
const POSITION_IDS = /\.embeddings\.position_ids$/;
/** Not added where the output layer's bias is another. */
const HEAD_BIAS = /\.cls\.predictions\.bias$/;
/** The temperature of the contrastive loss, which a cosine does not use. */
const LOGIT_SCALE = /^logit_scale$/;
/** Contrast encodes texts without the picture. */
const UNUSED_CROSS_ATTENTION = /^text_model\.encoder\.layer\.\d+\.crossattention\./;
