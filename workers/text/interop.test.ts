import { readFileSync } from 'node:fs';
import { BertTokenizer } from '@huggingface/transformers';
import { expect, test } from 'vitest';
import { CHECKPOINTS, REFERENCE } from '../../model-export/testing/memory.ts';
import { createTokenizer } from './tokenizer.ts';

function readJson(path: string) {
  return JSON.parse(readFileSync(`${REFERENCE}/${path}`, 'utf8'));
}

/** Words that neither library treats in a way of its own; the awkward ones are held to Python's tokenizer. */
const TEXTS = ['a picture of a dog', 'Two red dogs, sitting on grass!', "it's naïve", '3 cats'];

test.each(CHECKPOINTS)('the tokenizer.json of %s means the same to transformers.js', (name) => {
  const json = readJson(`checkpoints/${name}/tokenizer.json`);
  const text = readJson(`checkpoints/${name}/config.json`).text_config;
  const ours = createTokenizer(json, {
    bosId: text.bos_token_id,
    encId: text.bos_token_id + 1,
    eosId: text.sep_token_id,
    padId: 0,
  });
  const theirs = new BertTokenizer(json, readJson(`checkpoints/${name}/tokenizer_config.json`));
  for (const each of TEXTS) {
    expect(ours.encode(each)).toEqual(theirs.encode(each, { add_special_tokens: false }));
  }
});
