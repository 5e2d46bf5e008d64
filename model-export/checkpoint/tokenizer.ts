/**
 * The bundle's `tokenizer.json`: the checkpoint's own or, for BERT's `vocab.txt`, made as `BertTokenizerFast` does, with
 * the settings of `tokenizer_config.json`.
 * Source: `transformers`, `models/bert/tokenization_bert.py`, which takes vocabulary and added tokens from the former
 * and all else from the latter.
 */
import type { CheckpointFiles } from '../io/byte-source.ts';
import type { BlipConfig } from './config.ts';
import { CheckpointError, formatValue } from './errors.ts';
import {
  isObject,
  type Json,
  parseJsonObject,
  requireKnownSettings,
  unsupportedSetting,
} from './settings.ts';
import { readTextFile } from './text-file.ts';
import { type AddedToken, parseTokenizerJson, type TokenizerJson } from './tokenizer-json.ts';
import { TOKEN_NAMES, TOKENIZER_KEYS } from './tokenizer-keys.ts';

const TOKENIZER_FILE = 'tokenizer.json';
const VOCAB_FILE = 'vocab.txt';
const CONFIG_FILE = 'tokenizer_config.json';
/** Of `transformers` up to 4: tokens beyond the vocabulary, with their ids. */
const ADDED_FILE = 'added_tokens.json';
export const TOKENIZER_FILES: readonly string[] = [TOKENIZER_FILE, VOCAB_FILE, CONFIG_FILE, ADDED_FILE];

const UNKNOWN = '[UNK]';
const START = '[CLS]';
const END = '[SEP]';
const REQUIRED = ['[PAD]', UNKNOWN, START, END];
/** Matched anywhere in a text, if the vocabulary has them. */
const SPECIAL = [...REQUIRED, '[MASK]'];

/** BERT's limit; a longer word is [UNK]. */
const MAX_WORD_CHARACTERS = 100;

/** What salesforce/BLIP `models/blip.py` init_tokenizer adds to BERT's vocabulary, in this order. */
const BLIP_TOKENS = { bos_token: '[DEC]', additional_special_tokens: ['[ENC]'] };

type Model = Pick<BlipConfig, 'tokens' | 'architecture'>;

/**
 * The bytes of the bundle's `tokenizer.json`. They are the checkpoint's own unless its settings say otherwise.
 * @throws {CheckpointError}
 */
export async function readTokenizer(files: CheckpointFiles, model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const names = files.list();
  const readJson = async (name: string) =>
    names.includes(name) ? parseJsonObject(await readTextFile(files, name), name) : null;
  const config = await readJson(CONFIG_FILE);
  const { from, text, json } = await readFile(files, config);
  const tokenizer = withSettings(json, config ?? {});
  requireTokens(tokenizer, ADDED_FILE, Object.entries((await readJson(ADDED_FILE)) ?? {}));
  requireTokens(tokenizer, CONFIG_FILE, decoderEntries(config ?? {}));
  requireFit(tokenizer, from, model);
  const written = JSON.stringify(tokenizer);
  return new TextEncoder().encode(written === JSON.stringify(json) ? text : written);
}

async function readFile(files: CheckpointFiles, config: Json | null) {
  const from = [TOKENIZER_FILE, VOCAB_FILE].find((name) => files.list().includes(name));
  if (from === undefined) {
    throw new CheckpointError(
      'missing-file',
      `The checkpoint has neither ${TOKENIZER_FILE} nor ${VOCAB_FILE}.`,
    );
  }
  const stored = await readTextFile(files, from);
  const text =
    from === TOKENIZER_FILE ? stored : tokenizerFromVocab(stored, JSON.stringify(config ?? BLIP_TOKENS));
  return { from, text, json: parseTokenizerJson(text) };
}

/**
 * The JSON of a WordPiece tokenizer for a vocabulary of one token per line, with ids from 0. `configJson` is the
 * checkpoint's `tokenizer_config.json`, which may name a start token and others beyond the vocabulary ([DEC], [ENC]):
 * their ids follow the last line.
 * @throws {CheckpointError}
 */
export function tokenizerFromVocab(vocabText: string, configJson = '{}'): string {
  const vocab = parseVocab(vocabText);
  const known = SPECIAL.flatMap((content) => {
    const id = vocab.get(content);
    return id === undefined ? [] : [special(id, content)];
  });
  const json: TokenizerJson = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: known.sort((a, b) => a.id - b.id),
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
    } as TokenizerJson['model'],
  };
  return JSON.stringify(withSettings(json, parseJsonObject(configJson, CONFIG_FILE)));
}

/** The tokenizer as `transformers` sets it up: without truncation and padding, which are for each call to say. */
function withSettings(json: TokenizerJson, config: Json): TokenizerJson {
  requireKnownSettings(CONFIG_FILE, config, TOKENIZER_KEYS);
  for (const [key, name] of Object.entries(TOKEN_NAMES)) {
    if (config[key] != null && tokenContent(config[key]) !== name)
      throw unsupportedSetting(CONFIG_FILE, key, config[key], `only "${name}" is supported`);
  }
  const normalizer = isGeneric(config) ? json.normalizer : { ...json.normalizer, ...normalization(config) };
  const added_tokens = [...json.added_tokens, ...missingTokens(json, furtherTokens(config))];
  return { ...json, truncation: null, padding: null, added_tokens, normalizer };
}

const BERT_CLASSES = ['BertTokenizer', 'BertTokenizerFast'];
const GENERIC_CLASSES = ['PreTrainedTokenizerFast', 'TokenizersBackend'];

/** The generic classes take the normalizer from `tokenizer.json`, BERT's own from their settings. */
function isGeneric({ tokenizer_class: name }: Json): boolean {
  if (name == null || BERT_CLASSES.some((known) => known === name)) return false;
  if (GENERIC_CLASSES.some((known) => known === name)) return true;
  const known = [...BERT_CLASSES, ...GENERIC_CLASSES].join(', ');
  throw unsupportedSetting(CONFIG_FILE, 'tokenizer_class', name, `only ${known} are supported`);
}

function normalization(config: Json) {
  const flag = <Default>(key: string, absent: Default) => {
    const value = config[key] ?? absent;
    if (typeof value === 'boolean' || value === absent) return value;
    throw damagedConfig(`${key} is ${formatValue(value)}, and must be true or false`);
  };
  return {
    handle_chinese_chars: flag('tokenize_chinese_chars', true),
    strip_accents: flag('strip_accents', null),
    lowercase: flag('do_lower_case', true),
  };
}

/** Those that the tokenizer does not match anywhere in a text yet; new ones get the next ids. */
function missingTokens({ added_tokens: added, model: { vocab } }: TokenizerJson, further: string[]) {
  const known = new Set(added.map(({ content }) => content));
  let next = tokenCount({ added_tokens: added, model: { vocab } });
  return [...new Set(further)]
    .filter((content) => !known.has(content))
    .map((content) => special(Object.hasOwn(vocab, content) ? vocab[content]! : next++, content));
}

/** One more than the largest id. */
function tokenCount({ added_tokens: added, model }: Pick<TokenizerJson, 'added_tokens' | 'model'>): number {
  const ids = [...Object.values(model.vocab), ...added.map(({ id }) => id)];
  return ids.reduce((count, id) => Math.max(count, id + 1), 0);
}

function idOf({ added_tokens: added, model: { vocab } }: TokenizerJson, token: string): number | undefined {
  const known = added.find(({ content }) => content === token);
  return known ? known.id : Object.hasOwn(vocab, token) ? vocab[token] : undefined;
}

/** @throws {CheckpointError} where `file` gives a token an id that the tokenizer does not give it */
function requireTokens(tokenizer: TokenizerJson, file: string, tokens: [string, unknown][]): void {
  for (const [token, id] of tokens) {
    if (idOf(tokenizer, token) !== id)
      throw unsupportedSetting(file, token, id, 'the tokenizer has no such token of that id');
  }
}

function decoderEntries({ added_tokens_decoder: decoder = {} }: Json): [string, unknown][] {
  if (!isObject(decoder)) throw damagedConfig('added_tokens_decoder is not an object');
  return Object.entries(decoder).map(([id, token]) => [tokenContent(token), Number(id)]);
}

/**
 * The vocabulary must have the model's tokens; the hub's tokenizers lack the last two, [DEC] and [ENC].
 * @throws {CheckpointError} ('weights-mismatch')
 */
function requireFit(tokenizer: TokenizerJson, from: string, { tokens, architecture }: Model): void {
  const [has, wanted] = [tokenCount(tokenizer), architecture.text.vocabSize];
  const isShort = has < wanted - 2 && has !== tokens.bosId && has !== tokens.bosId + 2;
  if (has > wanted || isShort) throw otherVocabulary(from, `it makes ${has} tokens, the model has ${wanted}`);
  for (const [token, id] of [
    ['[DEC]', tokens.bosId],
    ['[ENC]', tokens.encId],
    [END, tokens.eosId],
  ] as const) {
    const own = idOf(tokenizer, token);
    if (own !== undefined && own !== id)
      throw otherVocabulary(from, `its ${token} has the id ${own}, the model's ${id}`);
  }
}

function otherVocabulary(from: string, what: string): CheckpointError {
  return new CheckpointError(
    'weights-mismatch',
    `${from} does not belong to these weights: ${what}. Put the vocabulary that the model was trained with next to them.`,
  );
}

function parseVocab(text: string): Map<string, number> {
  const lines = text.trimEnd().split(/\r?\n/);
  const vocab = new Map<string, number>();
  for (const [id, token] of lines.entries()) {
    if (token === '')
      throw damagedVocab(
        `line ${id + 1} is empty; delete the line, or put the model's own ${VOCAB_FILE} there`,
      );
    const first = vocab.get(token);
    if (first !== undefined)
      throw damagedVocab(`lines ${first + 1} and ${id + 1} are both ${formatValue(token)}`);
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

function special(id: number, content: string): AddedToken {
  return { id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
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

/** Tokens that the configuration names; `extra_special_tokens` is the newer name, and may give each a name. */
function furtherTokens(config: Json): string[] {
  const { bos_token: start, eos_token: end } = config;
  const listed = ['additional_special_tokens', 'extra_special_tokens'].flatMap((key) => {
    const others = config[key] ?? [];
    if (Array.isArray(others)) return others;
    if (key === 'extra_special_tokens' && isObject(others)) return Object.values(others);
    throw damagedConfig(`${key} is not a list`);
  });
  return [start, end, ...listed].flatMap((token) => (token == null ? [] : [tokenContent(token)]));
}

/** A token is either its text or an object with the text. */
function tokenContent(token: unknown): string {
  if (typeof token === 'string') return token;
  if (isObject(token) && typeof token.content === 'string') return token.content;
  throw damagedConfig(`${formatValue(token)} is not a token`);
}

function damagedConfig(what: string): CheckpointError {
  return new CheckpointError('damaged-file', `${CONFIG_FILE} cannot be used: ${what}.`);
}
