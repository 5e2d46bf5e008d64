/** What makes a text hard to listen to, as an alternative text. */

/** Many screen readers and editors cut or complain here; a longer text is a description. Characters. */
export const SHORT_ALT = 125;
export const LONG_ALT = 250;

export type AltLength = 'short' | 'long' | 'too-long';

export function altLength(text: string): AltLength {
  if (text.length <= SHORT_ALT) return 'short';
  return text.length <= LONG_ALT ? 'long' : 'too-long';
}

const SAYS_PICTURE =
  /^(an?|the|this is an?)?\s*(picture|image|photo|photograph|graphic|screenshot)\s+(of|showing)\s+/i;

/** Without the words that a screen reader says by itself; null where there are none. */
export function withoutPictureOf(text: string): string | null {
  const rest = text.replace(SAYS_PICTURE, '');
  return rest === text || rest === '' ? null : rest;
}
