import { splitPunctuation } from '../../../core/given-words';

/**
 * An upper bound of the word pieces in a prompt. The page has no tokenizer: a word of the model's own prompt counts as
 * one piece, any other word as a piece for each letter, the most that WordPiece makes of it.
 */
export function maxPieces(prompt: string, ownPrompt: string): number {
  const known = new Set(wordsIn(ownPrompt));
  return wordsIn(prompt).reduce((sum, word) => sum + (known.has(word) ? 1 : word.length), 0);
}

function wordsIn(text: string): string[] {
  return splitPunctuation(text.toLowerCase().normalize('NFD'));
}

export const PROMPT_FIELD = 'settings-prompt';

/** Brings the field of the prompt into view and into focus, with the caret at its end. */
export function goToPrompt(): void {
  const field = document.getElementById(PROMPT_FIELD);
  if (!(field instanceof HTMLInputElement)) return;
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}
