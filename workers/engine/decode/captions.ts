import { withGivenWords } from '../../../core/given-words.ts';
import type { Caption, CaptionToken } from '../../../core/protocol/index.ts';
import type { Tokenizer } from '../runtime.ts';
import type { Generated, GeneratedToken } from './decode.ts';

export function toToken(
  tokenizer: Tokenizer,
  { id, logProb }: Pick<GeneratedToken, 'id' | 'logProb'>,
): CaptionToken {
  return { id, text: tokenizer.token(id), logProb, special: tokenizer.isSpecial(id) };
}

/** `promptIds` begin with the start token; `given` are the words of the prompt that belong to the caption. */
export function toCaption(
  tokenizer: Tokenizer,
  promptIds: readonly number[],
  generated: Generated,
  given = '',
): Caption {
  const { finish } = generated;
  const tokens = generated.tokens.map((token) => toToken(tokenizer, token));
  const tokenIds = [...promptIds, ...tokens.map((token) => token.id)];
  return {
    text: withGivenWords(given, generatedText(tokenizer, promptIds, tokenIds), tokens),
    tokenIds,
    tokens,
    maps: generated.tokens.map((token) => token.map),
    logProb: tokens.reduce((sum, token) => sum + token.logProb, 0),
    finish,
  };
}

/**
 * The prompt is removed from the joined text, not from the ids, so that a first piece which continues the prompt's last
 * word has no `##`.
 */
function generatedText(
  tokenizer: Tokenizer,
  promptIds: readonly number[],
  tokenIds: readonly number[],
): string {
  const [full, prompt] = [tokenizer.decode(tokenIds), tokenizer.decode(promptIds)];
  const text = full.startsWith(prompt)
    ? full.slice(prompt.length)
    : tokenizer.decode(tokenIds.slice(promptIds.length));
  return text.trim();
}
