/**
 * Builds `tokenizer.json` for a checkpoint that has only BERT's `vocab.txt`, as `BertTokenizerFast` does
 * (`transformers`, `models/bert/tokenization_bert.py`).
 */

import type { CheckpointFiles } from '../io/byte-source.ts';
import { CheckpointError } from './errors.ts';
import { readTextFile } from './text-file.ts';

const TOKENIZER_FILE = 'tokenizer.json';
const VOCAB_FILE = 'vocab.txt';
const CONFIG_FILE = 'tokenizer_config.json';

const UNKNOWN = '[UNK]';
const START = '[CLS]';
const END = '[SEP]';
const REQUIRED = ['[PAD]', UNKNOWN, START, END];
/** Matched anywhere in a text, if the vocabulary has them. */
const SPECIAL = [...REQUIRED, '[MASK]'];

/** BERT's limit; a longer word is [UNK]. */
const MAX_WORD_CHARACTERS = 100;

/** What salesforce/BLIP `models/blip.py` init_tokenizer adds to BERT's vocabulary, in this order. */
const BLIP_TOKENS = JSON.stringify({ bos_token: '[DEC]', additional_special_tokens: ['[ENC]'] });

/**
 * The bytes of the bundle's `tokenizer.json`: the checkpoint's own, or made from its `vocab.txt`.
 * @throws CheckpointError ('missing-file', 'damaged-file')
 */
export async function readTokenizer(files: CheckpointFiles): Promise<Uint8Array> {
  const names = files.list();
  if (names.includes(TOKENIZER_FILE)) {
    const source = await files.open(TOKENIZER_FILE);
    return source.read(0, source.size);
  }
  if (!names.includes(VOCAB_FILE)) {
    throw new CheckpointError(
      'missing-file',
      `The checkpoint has neither ${TOKENIZER_FILE} nor ${VOCAB_FILE}.`,
    );
  }
  const config = names.includes(CONFIG_FILE) ? await readTextFile(files, CONFIG_FILE) : BLIP_TOKENS;
  return new TextEncoder().encode(tokenizerFromVocab(await readTextFile(files, VOCAB_FILE), config));
}

/**
 * The JSON of an uncased WordPiece tokenizer for a vocabulary of one token per line, with ids from 0. `configJson` is
 * the checkpoint's `tokenizer_config.json`, which may name a start token and others beyond the vocabulary ([DEC],
 * [ENC]): their ids follow the last line.
 * @throws {CheckpointError} ('damaged-file')
 */
export function tokenizerFromVocab(vocabText: string, configJson = '{}'): string {
  const vocab = parseVocab(vocabText);
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(vocab, furtherTokens(configJson)),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: postProcessor(vocab),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: UNKNOWN,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: MAX_WORD_CHARACTERS,
      vocab: Object.fromEntries(vocab),
    },
  });
}

function parseVocab(text: string): Map<string, number> {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const vocab = new Map<string, number>();
  for (const [id, token] of lines.entries()) {
    if (token === '') throw damagedVocab(`line ${id + 1} is empty`);
    const first = vocab.get(token);
    if (first !== undefined) throw damagedVocab(`lines ${first + 1} and ${id + 1} are both "${token}"`);
    vocab.set(token, id);
  }
  const missing = REQUIRED.filter((token) => !vocab.has(token));
  if (missing.length > 0) throw damagedVocab(`${missing.join(', ')} is missing`);
  return vocab;
}

function damagedVocab(what: string): CheckpointError {
  return new CheckpointError(
    'damaged-file',
    `${VOCAB_FILE} is not a BERT vocabulary: ${what}. Download the checkpoint again.`,
  );
}

function addedTokens(vocab: Map<string, number>, further: string[]) {
  const known = SPECIAL.flatMap((content) => {
    const id = vocab.get(content);
    return id === undefined ? [] : [{ id, content }];
  });
  const appended = further
    .filter((content) => !vocab.has(content))
    .map((content, i) => ({ id: vocab.size + i, content }));
  return [...known.sort((a, b) => a.id - b.id), ...appended].map(({ id, content }) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}

function postProcessor(vocab: Map<string, number>) {
  const special = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } });
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } });
  const single = [special(START, 0), sequence('A', 0), special(END, 0)];
  const entry = (token: string) => [token, { id: token, ids: [vocab.get(token)], tokens: [token] }];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, sequence('B', 1), special(END, 1)],
    special_tokens: Object.fromEntries([START, END].map(entry)),
  };
}

function furtherTokens(configJson: string): string[] {
  const { bos_token: start, additional_special_tokens: others = [] } = parseConfig(configJson);
  if (!Array.isArray(others)) throw damagedConfig('additional_special_tokens is not a list');
  return [start, ...others].flatMap((token) => (token == null ? [] : [tokenContent(token)]));
}

/** A token is either its text or an object with the text. */
function tokenContent(token: unknown): string {
  if (typeof token === 'string') return token;
  if (
    typeof token === 'object' &&
    token !== null &&
    'content' in token &&
    typeof token.content === 'string'
  ) {
    return token.content;
  }
  throw damagedConfig(`${JSON.stringify(token)} is not a token`);
}

function parseConfig(json: string): { bos_token?: unknown; additional_special_tokens?: unknown } {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The error below covers everything that is not a JSON object.
  }
  throw damagedConfig('it is not a JSON object');
}

function damagedConfig(what: string): CheckpointError {
  return new CheckpointError('damaged-file', `${CONFIG_FILE} cannot be used: ${what}.`);
}
