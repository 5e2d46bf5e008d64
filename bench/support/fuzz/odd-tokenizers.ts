/** Odd tokenizer.json and vocab.txt, from the checkpoint to token ids. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CheckpointError } from '../../../model-export/checkpoint/errors.ts';
import { readTokenizer } from '../../../model-export/checkpoint/tokenizer.ts';
import { bytesSource } from '../../../model-export/io/byte-source.ts';
import { type Dice, damage } from '../../../model-export/testing/fuzz.ts';
import { exampleManifest } from '../../../model-export/testing/manifest.ts';
import { REFERENCE } from '../../../model-export/testing/memory.ts';
import { damageJson } from '../../../model-export/testing/odd-json.ts';
import { createTokenizer } from '../../../workers/text/index.ts';
import { outcomeOf } from './outcome.ts';

const FOLDER = path.join(REFERENCE, 'checkpoints/odd-9');
const CONFIG = JSON.parse(readFileSync(path.join(FOLDER, 'config.json'), 'utf8'));
const JSON_TEXT = readFileSync(path.join(FOLDER, 'tokenizer.json'), 'utf8');
const VOCABULARY = readFileSync(path.join(FOLDER, 'vocab.txt'), 'utf8');
const { bosId, encId, eosId, padId } = exampleManifest().text;
const TEXTS = ['a brown dog', 'Ärger, café! 犬 [SEP] ##x', 'é'.repeat(500), ' \u0000\ud800 '];

/** Reads it as the exporter does, and encodes texts as the engine does. */
async function read(name: string, text: string): Promise<void> {
  const { text_config: vocabulary } = CONFIG;
  const files = { list: () => [name], open: async () => bytesSource(new TextEncoder().encode(text)) };
  const tokens = {
    bosId: vocabulary.bos_token_id,
    encId: vocabulary.bos_token_id + 1,
    eosId: vocabulary.sep_token_id,
    padId,
  };
  const model = { tokens, architecture: { text: { vocabSize: vocabulary.vocab_size } } };
  const bytes = await readTokenizer(files, model as Parameters<typeof readTokenizer>[1]);
  const tokenizer = createTokenizer(JSON.parse(new TextDecoder().decode(bytes)), {
    bosId,
    encId,
    eosId,
    padId,
  });
  for (const each of TEXTS) tokenizer.decode(tokenizer.encode(each));
}

const damaged = (text: string, dice: Dice) =>
  new TextDecoder().decode(damage(new TextEncoder().encode(text), dice));

export function oddTokenizer(dice: Dice) {
  const text = dice.below(4) > 0 ? damageJson(JSON_TEXT, dice) : damaged(JSON_TEXT, dice);
  return () => outcomeOf(() => read('tokenizer.json', text), CheckpointError);
}

const ODD_LINES = [
  '',
  ' ',
  '[UNK]',
  '##',
  '__proto__',
  'a\rb',
  '\ufeff',
  'é'.normalize('NFD'),
  'x'.repeat(1e6),
];

export function oddVocabulary(dice: Dice) {
  const lines = VOCABULARY.split('\n');
  for (let times = dice.below(3); times > 0; times--)
    lines.splice(dice.below(lines.length), dice.below(2), dice.pick(ODD_LINES));
  const many = dice.below(200) === 0 ? Array.from({ length: 300_000 }, (_, index) => `w${index}`) : [];
  const joined = [...lines, ...many].join(dice.pick(['\n', '\n', '\r\n', '\r']));
  const text = dice.below(2) === 0 ? joined : damaged(joined, dice);
  return () => outcomeOf(() => read('vocab.txt', text), CheckpointError);
}
