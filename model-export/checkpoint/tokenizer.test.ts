import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from './errors.ts';
import { tokenizerFromVocab } from './tokenizer.ts';

function read(name: string, file: string): string {
  return readFileSync(new URL(`../../reference/checkpoints/${name}/${file}`, import.meta.url), 'utf8');
}

test.each(['square-16', 'odd-9', 'grid-25'])(
  '%s: vocab.txt gives the tokenizer.json of transformers',
  (name) => {
    const made = tokenizerFromVocab(read(name, 'vocab.txt'), read(name, 'tokenizer_config.json'));
    expect(JSON.parse(made)).toEqual(JSON.parse(read(name, 'tokenizer.json')));
  },
);

test('accepts a vocabulary without a final line break, or with Windows line breaks', () => {
  const vocab = read('odd-9', 'vocab.txt');
  expect(tokenizerFromVocab(vocab.trimEnd())).toBe(tokenizerFromVocab(vocab));
  expect(tokenizerFromVocab(vocab.replaceAll('\n', '\r\n'))).toBe(tokenizerFromVocab(vocab));
});

test('a token may be an object with its text', () => {
  const config = JSON.stringify({ bos_token: { content: '[DEC]', special: true } });
  const made = JSON.parse(tokenizerFromVocab('[PAD]\n[UNK]\n[CLS]\n[SEP]\ndog\n', config));
  expect(made.added_tokens.at(-1)).toMatchObject({ id: 5, content: '[DEC]', special: true });
});

describe('distinguishes kinds of damage', () => {
  const vocab = '[PAD]\n[UNK]\n[CLS]\n[SEP]\ndog\n';
  test.each([
    ['', '{}', 'line 1 is empty'],
    ['[PAD]\n[UNK]\n\n[CLS]', '{}', 'line 3 is empty'],
    [`${vocab}cat\ndog\n`, '{}', 'lines 5 and 7 are both "dog"'],
    [`${vocab}a\rb\na\rb\n`, '{}', 'lines 6 and 7 are both "a b"'],
    [vocab, `{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`, 'more than 50 levels deep'],
    ['a\nb\n', '{}', '[PAD], [UNK], [CLS], [SEP] is missing'],
    [vocab, 'x', 'is not a JSON object'],
    [vocab, '{"bos_token": 7}', '7 is not a token'],
    [vocab, '{"additional_special_tokens": "[ENC]"}', 'additional_special_tokens is not a list'],
  ])('%j, %j', (vocabText, config, message) => {
    expect(() => tokenizerFromVocab(vocabText, config)).toThrow(CheckpointError);
    expect(() => tokenizerFromVocab(vocabText, config)).toThrow(message);
  });
});
