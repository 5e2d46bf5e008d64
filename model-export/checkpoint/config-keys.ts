/**
 * What becomes of each key of `config.json`. Source: transformers `configuration_blip.py`, and the keys that every
 * configuration had in versions up to 4, most of which are of language models.
 */
import { each, only, type SettingsTable } from './settings.ts';

/** Of a configuration as a whole or of one of its parts. */
const ANYWHERE: SettingsTable = {
  model_type: 'read',
  architectures: 'read',
  // Where it comes from, and in which precision and by which kernels PyTorch computes.
  ...each(
    'no effect',
    'transformers_version _name_or_path _commit_hash name_or_path auto_map dtype torch_dtype',
  ),
  ...each('no effect', '_attn_implementation attn_implementation _attn_implementation_autoset use_bfloat16'),
  ...each('no effect', '_attn_implementation_internal _experts_implementation _output_attentions'),
  ...each('no effect', 'return_dict output_hidden_states output_attentions torchscript tf_legacy_loss'),
  // Training.
  ...each('no effect', 'initializer_factor initializer_range gradient_checkpointing label_smoothing'),
  ...each('no effect', 'logit_scale_init_value problem_type finetuning_task'),
  // Of heads that BLIP lacks, and of the tokenizer, which has a separate file.
  ...each('no effect', 'id2label label2id tokenizer_class task_specific_params prefix'),
  // Another splitting of the same sum.
  chunk_size_feed_forward: 'no effect',
  pruned_heads: only({}),
  is_encoder_decoder: only(false),
  tie_encoder_decoder: only(false),
  cross_attention_hidden_size: only(),
  add_cross_attention: 'no effect',
  projection_dim: 'no effect',
  // Defaults of generation, which a person sets in Blipscope, and LAVIS' otherwise.
  ...each('no effect', 'max_length min_length do_sample early_stopping num_beams temperature top_k top_p'),
  ...each('no effect', 'repetition_penalty length_penalty num_return_sequences output_scores'),
  ...each('no effect', 'return_dict_in_generate remove_invalid_values'),
  ...each(only(0), 'no_repeat_ngram_size encoder_no_repeat_ngram_size diversity_penalty'),
  ...each(only(1), 'num_beam_groups typical_p'),
  ...each(
    only([]),
    'bad_words_ids suppress_tokens begin_suppress_tokens forced_bos_token_id forced_eos_token_id',
  ),
  ...each(only(), 'exponential_decay_length_penalty decoder_start_token_id'),
  // Generation takes the tokens of `text_config`; its end token is `sep_token_id`.
  ...each('no effect', 'bos_token_id eos_token_id pad_token_id sep_token_id'),
};

const TOWER: SettingsTable = {
  ...ANYWHERE,
  ...each(
    'read',
    'hidden_size intermediate_size num_hidden_layers num_attention_heads layer_norm_eps hidden_act',
  ),
  ...each(
    'no effect',
    'hidden_dropout_prob attention_probs_dropout_prob attention_dropout dropout hidden_dropout',
  ),
  is_decoder: 'no effect',
  tie_word_embeddings: 'no effect',
};

export const MODEL_KEYS: SettingsTable = {
  ...ANYWHERE,
  ...each('read', 'text_config vision_config image_text_hidden_size projection_dim tie_word_embeddings'),
  is_decoder: 'no effect',
  quantization_config: 'read',
};

export const VISION_KEYS: SettingsTable = {
  ...TOWER,
  ...each('read', 'image_size patch_size'),
  num_channels: only(3),
  qkv_bias: only(true),
};

export const TEXT_KEYS: SettingsTable = {
  ...TOWER,
  ...each('read', 'vocab_size max_position_embeddings bos_token_id sep_token_id pad_token_id'),
  tie_word_embeddings: 'read',
  // Without it `transformers` builds no cross-attention.
  is_decoder: only(true),
  // The vision tower's width, whatever is written here.
  ...each('no effect', 'encoder_hidden_size encoder_width'),
  // BLIP's text has one type, and the cache changes no result.
  ...each('no effect', 'type_vocab_size use_cache'),
  add_type_embeddings: only(false),
  position_embedding_type: only('absolute'),
};
