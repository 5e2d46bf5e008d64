/**
 * The words of a prompt that a person gave. They belong to the caption; the model's own prompt is an instruction and
 * does not.
 */
import { type CaptionToken, groupWords, joinsWord } from './words.ts';

/**
 * The prompt without the model's own one before it; '' where nothing remains. Words are separated by single spaces.
 */
export function givenWords(prompt: string, ownPrompt: string): string {
  const words = wordsIn(prompt);
  const own = wordsIn(ownPrompt);
  const beginsWithOwn = own.every((word, index) => word.toLowerCase() === words[index]?.toLowerCase());
  return words.slice(beginsWithOwn ? own.length : 0).join(' ');
}

/** The caption's text: the words given, then the generated text. `tokens` are the generated ones. */
export function withGivenWords(
  given: string,
  generated: string,
  tokens: readonly Pick<CaptionToken, 'text'>[],
): string {
  return [given, generated].filter(Boolean).join(continuesGiven(given, tokens) ? '' : ' ');
}

/** Whether the first generated token continues the last word given, so that no space is between them. */
export function continuesGiven(given: string, [first]: readonly Pick<CaptionToken, 'text'>[]): boolean {
  return given !== '' && first !== undefined && joinsWord(given, first.text);
}

/** How many words `groupWords` makes of the words given. */
export function countGivenWords(given: string): number {
  const pieces = splitPunctuation(given).map((text) => ({ text, special: false }));
  return groupWords(pieces).length;
}

/** Splits a text as BERT does before WordPiece: punctuation stands alone. */
export function splitPunctuation(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|\S/gu) ?? [];
}

function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
