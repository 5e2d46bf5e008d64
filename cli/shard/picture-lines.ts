/** A list: the path or address of a picture a line. */
import type { ByteSource, Sample } from '../../dataset/formats/index.ts';
import { chunksOf } from '../../dataset/formats/index.ts';
import { ShardError } from './shard-error.ts';

const MAX_LINE = 16_384;
/** Digits of a line's number. */
const KEY_DIGITS = 9;

/** Empty lines count in the numbers, so that a key says which line it is. @throws {ShardError} */
export async function* listSamples(source: ByteSource): AsyncGenerator<Sample> {
  let number = 0;
  for await (const line of linesOf(source)) {
    const address = line.trim();
    const key = String(number++).padStart(KEY_DIGITS, '0');
    if (address !== '') yield { key, path: address, texts: [], picture: { address } };
  }
}

async function* linesOf(source: ByteSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of chunksOf(source)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE) throw new ShardError('unreadable', 'A line of the list is too long.');
      yield* lines;
    }
    yield rest + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new ShardError('unreadable', 'The list is not in UTF-8.');
    throw error;
  }
}
