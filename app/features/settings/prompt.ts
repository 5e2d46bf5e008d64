/**
 * No more word pieces than this are in a prompt. The page has no tokenizer: words of the model's own prompt are
 * taken for one piece each, any other word for a piece a letter, the most that WordPiece makes of it.
 */
export function mostPieces(prompt: string, ownPrompt: string): number {
  const whole = new Set(wordsIn(ownPrompt));
  return wordsIn(prompt).reduce((sum, word) => sum + (whole.has(word) ? 1 : word.length), 0);
}

/** As BERT splits a text before WordPiece: punctuation stands alone. */
function wordsIn(text: string): string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .match(/[\p{L}\p{M}\p{N}]+|\S/gu) ?? []
  );
}
