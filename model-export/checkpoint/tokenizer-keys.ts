/**
 * What becomes of each key of `tokenizer_config.json`. Source: transformers `tokenization_bert.py` and
 * `tokenization_utils_base.py`, which store every argument that a tokenizer was ever made with.
 */
import { each, only, type SettingsTable } from './settings.ts';

export const TOKENIZER_KEYS: SettingsTable = {
  ...each('read', 'do_lower_case strip_accents tokenize_chinese_chars tokenizer_class'),
  ...each('read', 'bos_token eos_token additional_special_tokens extra_special_tokens added_tokens_decoder'),
  unk_token: 'read',
  sep_token: 'read',
  pad_token: 'read',
  cls_token: 'read',
  mask_token: 'read',
  do_basic_tokenize: only(true),
  never_split: only([]),
  clean_text: only(true),
  wordpieces_prefix: only('##'),
  split_special_tokens: only(false),
  // Blipscope encodes one text at a time, and limits it to the model's positions.
  ...each(
    'no effect',
    'model_max_length max_length max_len truncation truncation_side truncation_strategy stride',
  ),
  ...each('no effect', 'padding padding_side pad_to_multiple_of pad_token_type_id model_input_names'),
  ...each('no effect', 'return_token_type_ids add_special_tokens'),
  // A second pass over text that the decoder has joined already.
  clean_up_tokenization_spaces: 'no effect',
  ...each(
    'no effect',
    'processor_class auto_map backend is_local local_files_only use_fast from_slow legacy',
  ),
  ...each('no effect', 'name_or_path special_tokens_map_file tokenizer_file vocab_file full_tokenizer_file'),
  ...each('no effect', '_commit_hash trust_remote_code init_inputs verbose errors'),
};

/** The tokens that the tokenizer must call by these names. */
export const TOKEN_NAMES: Readonly<Record<string, string>> = {
  unk_token: '[UNK]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
};

export const JSON_KEYS: SettingsTable = {
  ...each('read', 'added_tokens normalizer pre_tokenizer decoder model'),
  // Truncation and padding are for each call to say, and so are special tokens around a text.
  ...each('no effect', 'version truncation padding post_processor'),
};

/** The parts of `tokenizer.json`, which are BERT's in every BLIP. */
export const JSON_PARTS: Readonly<Record<string, SettingsTable>> = {
  model: {
    type: only('WordPiece'),
    unk_token: only('[UNK]'),
    continuing_subword_prefix: only('##'),
    max_input_chars_per_word: only(100),
    vocab: 'read',
  },
  normalizer: {
    type: only('BertNormalizer'),
    clean_text: only(true),
    ...each('read', 'handle_chinese_chars strip_accents lowercase'),
  },
  pre_tokenizer: { type: only('BertPreTokenizer') },
  decoder: { type: only('WordPiece'), prefix: only('##'), cleanup: only(true) },
};
