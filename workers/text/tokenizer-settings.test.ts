/** Settings of the tokenizer against `transformers` (the cases of `reference/make/settings.py`). */
import { describe, expect, test } from 'vitest';
import { readTokenizer, tokenizerFromVocab } from '../../model-export/checkpoint/tokenizer.ts';
import { bytesSource, type CheckpointFiles } from '../../model-export/io/byte-source.ts';
import { readReference } from '../../model-export/testing/reference.ts';
import { createTokenizer } from './tokenizer.ts';

interface Settings {
  tokenizers: {
    vocabulary: string[];
    texts: string[];
    cases: Record<string, { settings: object; ids: number[][] }>;
  };
}

const { vocabulary, texts, cases } = readReference<Settings>('settings').tokenizers;
const VOCAB = `${vocabulary.join('\n')}\n`;
const bosId = vocabulary.length;
const tokens = { bosId, encId: bosId + 1, eosId: 3, padId: 0 };
const text = { vocabSize: bosId + 2, hiddenSize: 8, layers: 1, heads: 1, intermediateSize: 8 };
const vision = { hiddenSize: 8, layers: 1, heads: 1, intermediateSize: 8, layerNormEps: 1e-5 };
const model = {
  tokens,
  architecture: {
    model: 'test',
    text: { ...text, layerNormEps: 1e-5, maxPositions: 9 },
    vision: { ...vision, imageSize: 8, patchSize: 4 },
  },
};

function folder(contents: Record<string, string | object>): CheckpointFiles {
  const textOf = (value: string | object | undefined) =>
    typeof value === 'string' ? value : JSON.stringify(value);
  const open = async (name: string) => bytesSource(new TextEncoder().encode(textOf(contents[name])));
  return { list: () => Object.keys(contents), open };
}

async function read(contents: Record<string, string | object>) {
  return JSON.parse(new TextDecoder().decode(await readTokenizer(folder(contents), model)));
}

const CONFIG = 'tokenizer_config.json';
const BLIP_TOKENS = { bos_token: '[DEC]', additional_special_tokens: ['[ENC]'] };
const PLAIN = JSON.parse(tokenizerFromVocab(VOCAB, JSON.stringify(BLIP_TOKENS)));
/** As `save_pretrained` may leave it, and as it does not count. */
const LIMITED = {
  ...PLAIN,
  truncation: { direction: 'Right', max_length: 3, strategy: 'LongestFirst', stride: 0 },
  padding: { strategy: { Fixed: 12 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' },
};

describe.each<[string, object]>([
  ['vocab.txt', { 'vocab.txt': VOCAB }],
  ['tokenizer.json', { 'tokenizer.json': PLAIN }],
  ['tokenizer.json with truncation and padding', { 'tokenizer.json': LIMITED }],
])('%s', (_, file) => {
  test.each(Object.entries(cases))('%s', async (_, { settings, ids }) => {
    const tokenizer = createTokenizer(await read({ ...file, [CONFIG]: settings }), tokens);
    expect(texts.map((each) => tokenizer.encode(each))).toEqual(ids);
  });
});

test('a generic class takes the normalizer of tokenizer.json', async () => {
  const cased = { ...PLAIN, normalizer: { ...PLAIN.normalizer, lowercase: false } };
  const config = { ...BLIP_TOKENS, tokenizer_class: 'PreTrainedTokenizerFast' };
  const tokenizer = createTokenizer(await read({ 'tokenizer.json': cased, [CONFIG]: config }), tokens);
  expect(texts.map((each) => tokenizer.encode(each))).toEqual(cases.cased!.ids);
});

test('[DEC] and [ENC] may be lines of the vocabulary', async () => {
  const made = await read({ 'vocab.txt': `${VOCAB}[DEC]\n[ENC]\n`, [CONFIG]: BLIP_TOKENS });
  expect(made.added_tokens).toEqual(PLAIN.added_tokens);
});

test('a tokenizer that needs no change is copied as it is', async () => {
  const stored = JSON.stringify(PLAIN, null, 3);
  const bytes = await readTokenizer(folder({ 'tokenizer.json': stored, [CONFIG]: BLIP_TOKENS }), model);
  expect(new TextDecoder().decode(bytes)).toBe(stored);
});

test('blank lines at the end of vocab.txt are no tokens', async () => {
  expect(await read({ 'vocab.txt': `${VOCAB}\n\r\n` })).toEqual(PLAIN);
});

test('added tokens that the tokenizer has anyway are taken', async () => {
  const files = { 'vocab.txt': VOCAB, 'added_tokens.json': { '[DEC]': bosId, '[ENC]': bosId + 1 } };
  expect(await read(files)).toEqual(PLAIN);
  const decoder = { 2: { content: '[CLS]', special: true }, [bosId]: { content: '[DEC]' } };
  const config = { ...BLIP_TOKENS, added_tokens_decoder: decoder };
  expect(await read({ 'vocab.txt': VOCAB, [CONFIG]: config })).toEqual(PLAIN);
});

describe('what does not fit is refused by name', () => {
  const other = (change: object) => ({ 'tokenizer.json': { ...PLAIN, ...change } });
  const longer = `${VOCAB}${Array.from({ length: 50 }, (_, i) => `word${i}\n`).join('')}`;
  const shifted = VOCAB.replace('[PAD]\n', '[PAD]\n[unused0]\n').replace('\ndec\n', '\n');
  test.each<[string, Record<string, string | object>, string]>([
    [
      'a longer vocabulary',
      { 'vocab.txt': longer },
      `it makes ${bosId + 52} tokens, the model has ${bosId + 2}`,
    ],
    [
      'a vocabulary that lacks a line',
      { 'vocab.txt': VOCAB.replace('\ndec\n', '\n') },
      'its [DEC] has the id',
    ],
    [
      'a shorter vocabulary',
      { 'vocab.txt': vocabulary.slice(0, 9).join('\n') },
      `it makes 11 tokens, the model has ${bosId + 2}`,
    ],
    ['another vocabulary of this length', { 'vocab.txt': shifted }, "its [SEP] has the id 4, the model's 3"],
    ['garbage', { 'tokenizer.json': 'garbage' }, 'tokenizer.json is not a JSON object'],
    [
      'byte pairs',
      other({ model: { type: 'BPE', vocab: {}, merges: [] } }),
      'model: type is "BPE"; only "WordPiece"',
    ],
    [
      'no normalizer',
      other({ normalizer: null }),
      'not a BERT tokenizer, which every BLIP has: it has no normalizer',
    ],
    [
      'a decoder of sentences',
      other({ decoder: { type: 'Metaspace' } }),
      'decoder: type is "Metaspace"; only',
    ],
    [
      'a vocabulary of texts',
      other({ model: { ...PLAIN.model, vocab: { a: 'b' } } }),
      'does not number its tokens',
    ],
    ['a twin', other({ model: { ...PLAIN.model, vocab: { a: 1, b: 1 } } }), 'does not number its tokens'],
    [
      'an added token',
      { 'vocab.txt': VOCAB, 'added_tokens.json': { xyz: 60 } },
      'added_tokens.json: xyz is 60; the',
    ],
    [
      'another [UNK]',
      { 'vocab.txt': VOCAB, [CONFIG]: { unk_token: '<unk>' } },
      'unk_token is "<unk>"; only "[UNK]"',
    ],
    [
      'a sub-word split',
      { 'vocab.txt': VOCAB, [CONFIG]: { wordpieces_prefix: '@@' } },
      'wordpieces_prefix is "@@"',
    ],
    ['an unknown key', { 'vocab.txt': VOCAB, [CONFIG]: { do_stem: 1 } }, 'the setting "do_stem" (1), which'],
    [
      'another class',
      { 'vocab.txt': VOCAB, [CONFIG]: { tokenizer_class: 'T5Tokenizer' } },
      '"T5Tokenizer"; only',
    ],
    ['a text for a flag', { 'vocab.txt': VOCAB, [CONFIG]: { do_lower_case: 'no' } }, 'do_lower_case is "no"'],
    ['a blank line', { 'vocab.txt': VOCAB.replace('\na\n', '\n\n') }, 'is empty; delete the line'],
  ])('%s', async (_, files, message) => {
    await expect(read(files)).rejects.toThrow(message);
  });
});
