/**
 * BLIP's vision encoder, a ViT with pre-normalisation.
 * Source: transformers `modeling_blip.py` BlipVisionModel; salesforce/BLIP `models/vit.py`.
 * Left out: dropout and drop-path (training only).
 * Axes: N image tokens, [CLS] first, N = G² + 1; G patches per side; P pixels per side of a patch; D width.
 */

import type { Architecture } from '../../core/manifest/manifest.ts';
import type { Value } from '../graph/graph.ts';
import { add, concat, multiHeadAttention, reshape, splitInThree, transpose } from '../graph/ops.ts';
import { expectShape } from '../graph/shape.ts';
import { floatTensor } from '../quantize/scheme.ts';
import { type Emitter, feedForward, layerNorm, linear } from './layers.ts';
import { interpolatePositions } from './position-interpolation.ts';

type Vision = Architecture['vision'];

/** Attention over all positions, as `multiHeadAttention`: query, key, value [B,S,D] → [B,S,D]. */
export type Attention = typeof multiHeadAttention;

/** Emits `pixel_values` [1,3,S,S] → `image_embeds` [1,N,D]. By default `attend` is one fused operator. */
export function emitVisionEncoder(to: Emitter, vision: Vision, attend: Attention = multiHeadAttention): void {
  const { graph } = to;
  const pixels = graph.input('pixel_values', 'float32', [1, 3, vision.imageSize, vision.imageSize]);
  let x_ND = embedPatches(to, pixels, vision);
  for (let layer = 0; layer < vision.layers; layer++) {
    x_ND = encoderLayer(to, `vision_model.encoder.layers.${layer}`, x_ND, { ...vision, attend });
  }
  const normed_ND = layerNorm(to, 'vision_model.post_layernorm', x_ND, vision.layerNormEps);
  graph.output('image_embeds', reshape(graph, normed_ND, [1, imageTokens(vision), vision.hiddenSize]));
}

/** Image tokens N: the patches and [CLS]. */
export function imageTokens({ imageSize, patchSize }: { imageSize: number; patchSize: number }): number {
  return (imageSize / patchSize) ** 2 + 1;
}

/** A convolution whose stride equals its kernel is one matrix product over patches: [1,3,S,S] → [N,D]. */
function embedPatches(to: Emitter, pixels: Value, vision: Vision): Value {
  const { graph, weights, policy } = to;
  const { hiddenSize: D, patchSize: P } = vision;
  const G = vision.imageSize / P;
  const prefix = 'vision_model.embeddings';
  const split_3GPGP = reshape(graph, pixels, [3, G, P, G, P]);
  const patches = reshape(graph, transpose(graph, split_3GPGP, [1, 3, 0, 2, 4]), [G * G, 3 * P * P]);
  const projected = graph.scope(`${prefix}.patch_embedding`, () =>
    policy.patches.linear(graph, patches, {
      weight: weights.take(`${prefix}.patch_embedding.weight`, [D, 3, P, P]),
      bias: weights.take(`${prefix}.patch_embedding.bias`, [D]),
    }),
  );
  const cls = floatTensor(graph, weights.take(`${prefix}.class_embedding`, [1, 1, D]), [1, D]);
  const stored = weights.take(`${prefix}.position_embedding`, [1, null, D]);
  const positions = floatTensor(graph, interpolatePositions(stored, G), [imageTokens(vision), D]);
  return add(graph, concat(graph, [cls, projected], 0), positions);
}

type Layer = Vision & { attend: Attention };

function encoderLayer(to: Emitter, key: string, x_ND: Value, vision: Layer): Value {
  const { graph } = to;
  const normed = layerNorm(to, `${key}.layer_norm1`, x_ND, vision.layerNormEps);
  const attended = add(graph, x_ND, selfAttention(to, `${key}.self_attn`, normed, vision));
  const normed2 = layerNorm(to, `${key}.layer_norm2`, attended, vision.layerNormEps);
  const keys = { up: `${key}.mlp.fc1`, down: `${key}.mlp.fc2` };
  return add(graph, attended, feedForward(to, keys, normed2, vision));
}

/** The checkpoint packs query, key and value into one matrix, in this order. */
function selfAttention(to: Emitter, key: string, x_ND: Value, vision: Layer): Value {
  const { graph } = to;
  const { hiddenSize: D } = vision;
  const axes = new Map();
  expectShape(axes, x_ND, 'N', D);
  const packed = reshape(graph, linear(to, `${key}.qkv`, x_ND, 3 * D), [1, imageTokens(vision), 3 * D]);
  const [query, k, value] = splitInThree(graph, packed);
  const attended = graph.scope(key, () => vision.attend(graph, query, k, value, vision.heads));
  expectShape(axes, attended, 1, 'N', D);
  return linear(to, `${key}.projection`, reshape(graph, attended, [imageTokens(vision), D]), D);
}
