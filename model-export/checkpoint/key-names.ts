/**
 * Original BLIP and LAVIS checkpoints use timm's names for the vision tower's tensors, and the hub's names for all
 * others.
 * Source: transformers `convert_blip_original_pytorch_to_hf.py`; salesforce/BLIP `models/vit.py`.
 */
import type { StoredTensor } from './safetensors.ts';

const ORIGINAL_VISION = 'visual_encoder.';

/** Longer prefixes first. */
const RENAMES: [RegExp, string][] = [
  [/^visual_encoder\.cls_token$/, 'vision_model.embeddings.class_embedding'],
  [/^visual_encoder\.pos_embed$/, 'vision_model.embeddings.position_embedding'],
  [/^visual_encoder\.patch_embed\.proj\./, 'vision_model.embeddings.patch_embedding.'],
  [/^visual_encoder\.norm\./, 'vision_model.post_layernorm.'],
  [/^visual_encoder\.blocks\.(\d+)\.norm([12])\./, 'vision_model.encoder.layers.$1.layer_norm$2.'],
  [/^visual_encoder\.blocks\.(\d+)\.attn\.qkv\./, 'vision_model.encoder.layers.$1.self_attn.qkv.'],
  [/^visual_encoder\.blocks\.(\d+)\.attn\.proj\./, 'vision_model.encoder.layers.$1.self_attn.projection.'],
  [/^visual_encoder\.blocks\.(\d+)\.mlp\./, 'vision_model.encoder.layers.$1.mlp.'],
];

/**
 * Tensors of training checkpoints that are not part of the model (salesforce/BLIP `models/blip_pretrain.py`,
 * `blip_retrieval.py`): the momentum copies of the towers and projections, the queues of features with their
 * pointers, and the temperature of the contrastive loss.
 */
export const TRAINING_LEFTOVERS: readonly RegExp[] = [
  /^(visual_encoder|text_encoder|vision_proj|text_proj)_m\./,
  /^(image|text|idx)_queue$/,
  /^(queue_ptr|ptr_queue)$/,
  /^temp$/,
];

export function hasOriginalNames(tensors: readonly StoredTensor[]): boolean {
  return tensors.some(({ name }) => name.startsWith(ORIGINAL_VISION));
}

/** Renames tensors to the hub's names; those that have them already are unchanged. */
export function toHubNames(tensors: readonly StoredTensor[]): StoredTensor[] {
  return tensors.map((tensor) => ({ ...tensor, name: hubName(tensor.name) }));
}

function hubName(name: string): string {
  const rename = RENAMES.find(([pattern]) => pattern.test(name));
  return rename ? name.replace(...rename) : name;
}
