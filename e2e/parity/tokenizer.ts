/** Compares encoding and decoding with `BertTokenizerFast`. */
import type { TokenizerResult } from './jobs';
import { type Loaded, readValues } from './reference';

interface TokenizerValues {
  texts: string[];
  checkpoints: Record<string, { plainIds: number[][]; decoded: { ids: number[]; text: string }[] }>;
}

/** `name` is the checkpoint whose tokenizer was loaded. */
export async function compareTokenizer(
  name: string,
  { tokenizer, readValue }: Pick<Loaded, 'tokenizer' | 'readValue'>,
): Promise<TokenizerResult> {
  const { texts, checkpoints } = await readValues<TokenizerValues>(readValue, 'tokenizer-strings');
  const { plainIds = [], decoded = [] } = checkpoints[name] ?? {};
  const encoded = texts.map((text, i) => compare(text, tokenizer.encode(text), plainIds[i]));
  const back = decoded.map(({ ids, text }) => compare(ids.join(' '), tokenizer.decode(ids), text));
  return {
    kind: 'tokenizer',
    encoded: plainIds.length,
    decoded: decoded.length,
    different: [...encoded, ...back].flat(),
  };
}

function compare(input: string, actual: unknown, expected: unknown): string[] {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return got === wanted ? [] : [`${input}: ${got}, expected ${wanted}`];
}
