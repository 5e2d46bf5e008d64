/**
 * `BertTokenizerFast`, the tokenizer of every BLIP, on top of `@huggingface/tokenizers`.
 * Differences between that library and the Rust `tokenizers`, and how they are handled:
 * - Ideographs beyond U+FFFF (CJK extensions B to E) are not separated: `fixText` separates them.
 * - A capital sigma at the end of a word becomes ς, in Rust always σ: `fixText` writes σ.
 * - It cannot decode an empty sequence, and spells an id beyond the vocabulary [UNK]: `decode` skips both.
 * - Marks and punctuation added to Unicode after version 8 are known to the script engine but not to Rust's tables.
 * This is not corrected: about 500 characters of rare scripts, none of them in BERT's vocabulary.
 */
import { Tokenizer as WordPieceTokenizer } from '@huggingface/tokenizers';
import { BundleError, type BundleManifest } from '../../core/manifest/manifest.ts';
import type { Tokenizer } from '../engine/index.ts';

/** The manifest's `text`: the hub's tokenizers of BLIP do not know [DEC] and [ENC]. */
export type SpecialIds = Pick<BundleManifest['text'], 'bosId' | 'encId' | 'eosId' | 'padId'>;

/**
 * Creates the tokenizer that a `tokenizer.json` describes.
 * @throws {BundleError} if it describes another kind of tokenizer, or none
 */
export function createTokenizer(tokenizerJson: unknown, ids: SpecialIds): Tokenizer {
  requireWordPiece(tokenizerJson);
  const { normalizer } = tokenizerJson;
  // The engine adds special tokens; a post-processor would be run all the same, and may be odd.
  const pieces = new WordPieceTokenizer({ ...tokenizerJson, post_processor: null }, {});
  const startTokens = new Map([
    [ids.bosId, '[DEC]'],
    [ids.encId, '[ENC]'],
  ]);
  const specials = new Set(specialIds(pieces, ids));
  const isSpecial = (id: number) => specials.has(id) || pieces.id_to_token(id) === undefined;

  return {
    clsId: clsIdOf(pieces),
    encode: (text) => pieces.encode(fixText(text, normalizer), { add_special_tokens: false }).ids,
    token: (id) => pieces.id_to_token(id) ?? startTokens.get(id) ?? '[UNK]',
    decode: (sequence) => {
      const words = sequence.filter((id) => !isSpecial(id));
      // The decoder of tokenizer.json joins punctuation piece by piece; a second pass would join too much.
      return words.length === 0 ? '' : pieces.decode(words, { clean_up_tokenization_spaces: false });
    },
    isSpecial,
  };
}

function specialIds(pieces: WordPieceTokenizer, { bosId, encId, eosId, padId }: SpecialIds): number[] {
  const added = [...pieces.get_added_tokens_decoder().values()];
  return [...added.filter((token) => token.special).map((token) => token.id), bosId, encId, eosId, padId];
}

function clsIdOf(pieces: WordPieceTokenizer): number {
  const id = pieces.token_to_id('[CLS]');
  if (id !== undefined) return id;
  throw new BundleError('model-corrupt', 'tokenizer.json has no [CLS] token. Export the model again.');
}

/** The blocks of `BertNormalizer` in `tokenizers`, which BERT's original code took from Unicode 8. */
const HIGH_IDEOGRAPHS = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

function fixText(text: string, { lowercase, handle_chinese_chars: separates }: Normalizer): string {
  const lowered = lowercase ? text.replaceAll('Σ', 'σ') : text;
  return separates ? lowered.replace(HIGH_IDEOGRAPHS, ' $& ') : lowered;
}

interface Normalizer {
  type: 'BertNormalizer';
  lowercase: boolean;
  handle_chinese_chars: boolean;
}

interface WordPieceJson {
  model: { type: 'WordPiece'; vocab: object };
  normalizer: Normalizer;
}

function requireWordPiece(json: unknown): asserts json is WordPieceJson {
  const model = property(json, 'model');
  const normalizer = property(json, 'normalizer');
  const isBert =
    property(model, 'type') === 'WordPiece' &&
    typeof property(model, 'vocab') === 'object' &&
    property(normalizer, 'type') === 'BertNormalizer' &&
    typeof property(normalizer, 'lowercase') === 'boolean' &&
    typeof property(normalizer, 'handle_chinese_chars') === 'boolean';
  if (!isBert) {
    const message =
      'tokenizer.json does not describe a BERT tokenizer, which BLIP has. Export the model again.';
    throw new BundleError('model-corrupt', message);
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
