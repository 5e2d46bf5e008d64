import { readFileSync } from 'node:fs';
import { BertTokenizer } from '@huggingface/transformers';
import { describe, expect, test } from 'vitest';
import { BundleError } from '../../core/manifest/manifest.ts';
import { CHECKPOINTS } from '../../model-export/testing/memory.ts';
import { createTokenizer } from './tokenizer.ts';

interface Values {
  texts: string[];
  checkpoints: Record<string, { plainIds: number[][]; decoded: { ids: number[]; text: string }[] }>;
}

const REFERENCE = new URL('../../reference/', import.meta.url);

function readJson(path: string) {
  return JSON.parse(readFileSync(new URL(path, REFERENCE), 'utf8'));
}

const values: Values = readJson('values/tokenizer-strings.json');

function open(name: string) {
  const text = readJson(`checkpoints/${name}/config.json`).text_config;
  const ids = { bosId: text.bos_token_id, encId: text.bos_token_id + 1, eosId: text.sep_token_id, padId: 0 };
  return { ...ids, tokenizer: createTokenizer(readJson(`checkpoints/${name}/tokenizer.json`), ids) };
}

describe.each(Object.entries(values.checkpoints))(
  '%s against BertTokenizerFast',
  (name, { plainIds, decoded }) => {
    const { tokenizer, bosId, encId, eosId } = open(name);

    test('encodes every string to the same ids', () => {
      expect(values.texts.map((text) => tokenizer.encode(text))).toEqual(plainIds);
    });

    test('decodes every sequence to the same text', () => {
      expect(decoded.map(({ ids }) => tokenizer.decode(ids))).toEqual(decoded.map(({ text }) => text));
    });

    test('names the special tokens and leaves them out of the text, even if the tokenizer does not know them', () => {
      expect([bosId, encId, eosId].map(tokenizer.token)).toEqual(['[DEC]', '[ENC]', '[SEP]']);
      expect([bosId, encId, eosId].map(tokenizer.isSpecial)).toEqual([true, true, true]);
    });

    test('spells words and continuations as in the vocabulary', () => {
      const ids = tokenizer.encode('a dogs');
      expect(ids.map(tokenizer.token)).toEqual(['a', 'dog', '##s']);
      expect(ids.map(tokenizer.isSpecial)).toEqual([false, false, false]);
    });
  },
);

describe('corrections to the library', () => {
  const vocab = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'οδοσ', 'οδος', 'a', '𠀀'];
  const json = {
    ...readJson('checkpoints/odd-9/tokenizer.json'),
    added_tokens: [],
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
    },
  };
  const tokenizer = createTokenizer(json, { bosId: 8, encId: 9, eosId: 3, padId: 0 });

  test('lower-cases a final capital sigma to σ, as Rust does', () => {
    expect(tokenizer.encode('ΟΔΟΣ').map(tokenizer.token)).toEqual(['οδοσ']);
    expect(tokenizer.encode('οδος').map(tokenizer.token)).toEqual(['οδος']);
  });

  test('treats each ideograph beyond the basic plane as a word', () => {
    expect(tokenizer.encode('a𠀀𠀀a').map(tokenizer.token)).toEqual(['a', '𠀀', '𠀀', 'a']);
  });

  test('ids beyond the vocabulary have no text', () => {
    expect(tokenizer.decode([6, 99, 6])).toBe('a a');
    expect(tokenizer.decode([99])).toBe('');
  });
});

test('a post-processor, which the engine does without, may be odd', () => {
  const json = readJson('checkpoints/odd-9/tokenizer.json');
  const ids = { bosId: 247, encId: 248, eosId: 3, padId: 0 };
  const expected = createTokenizer(json, ids).encode('a dog');
  for (const single of [[{ Sequence: null }], null, 'A']) {
    const odd = { ...json, post_processor: { ...json.post_processor, single } };
    expect(createTokenizer(odd, ids).encode('a dog')).toEqual(expected);
  }
});

describe('other tokenizers are refused', () => {
  const good = readJson('checkpoints/odd-9/tokenizer.json');
  test.each([
    ['nothing', null],
    ['a list', []],
    ['byte pairs', { ...good, model: { ...good.model, type: 'BPE' } }],
    ['no vocabulary', { ...good, model: { type: 'WordPiece' } }],
    ['no normalizer', { ...good, normalizer: null }],
  ])('%s', (_, json) => {
    expect(() => createTokenizer(json, { bosId: 1, encId: 2, eosId: 3, padId: 0 })).toThrow(BundleError);
  });
});

/** Words that both libraries tokenize alike; the awkward ones are compared with Python's tokenizer above. */
const TEXTS = ['a picture of a dog', 'Two red dogs, sitting on grass!', "it's naïve", '3 cats'];

test.each(CHECKPOINTS)('transformers.js gives the same ids for the tokenizer.json of %s', (name) => {
  const json = readJson(`checkpoints/${name}/tokenizer.json`);
  const { tokenizer: ours } = open(name);
  const theirs = new BertTokenizer(json, readJson(`checkpoints/${name}/tokenizer_config.json`));
  for (const each of TEXTS) {
    expect(ours.encode(each)).toEqual(theirs.encode(each, { add_special_tokens: false }));
  }
});
