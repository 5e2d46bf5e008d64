import type { CheckpointFiles } from '../io/byte-source.ts';
import { CheckpointError } from './errors.ts';
import { readTextFile } from './text-file.ts';
import { tokenizerFromVocab } from './tokenizer.ts';

const TOKENIZER = 'tokenizer.json';
const VOCAB = 'vocab.txt';
const CONFIG = 'tokenizer_config.json';

/** What salesforce/BLIP `models/blip.py` init_tokenizer adds to BERT's vocabulary, in this order. */
const BLIP_TOKENS = JSON.stringify({ bos_token: '[DEC]', additional_special_tokens: ['[ENC]'] });

/** The bytes of the bundle's `tokenizer.json`: the checkpoint's own, or made from its `vocab.txt`. */
export async function readTokenizer(files: CheckpointFiles): Promise<Uint8Array> {
  const names = files.list();
  if (names.includes(TOKENIZER)) {
    const source = await files.open(TOKENIZER);
    return source.read(0, source.size);
  }
  if (!names.includes(VOCAB)) {
    throw new CheckpointError('missing-file', `The checkpoint has neither ${TOKENIZER} nor ${VOCAB}.`);
  }
  const config = names.includes(CONFIG) ? await readTextFile(files, CONFIG) : BLIP_TOKENS;
  return new TextEncoder().encode(tokenizerFromVocab(await readTextFile(files, VOCAB), config));
}
