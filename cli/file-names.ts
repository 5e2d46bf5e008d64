/** Names of files as text: on most systems they are bytes, and need not be UTF-8. */

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Bytes that are no UTF-8 become these, as in Python (PEP 383), so that names stay different and can be restored. */
const ESCAPE = 0xdc00;

/** A name's text. Its bytes are the text's own if `Buffer.from(text)` equals them. */
export function textOfName(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = lengthAt(bytes, at);
    text += length === 0 ? String.fromCharCode(ESCAPE + bytes[at]!) : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Bytes of the character at `at`; 0 if it is no UTF-8. */
function lengthAt(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    DECODER.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}

/**
 * Text for a terminal: control characters, among them those that move the cursor or change colours, and bytes that are
 * no UTF-8 are shown by their numbers.
 */
export function visible(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0)!;
    const isByte = code < 0x100 || (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff);
    return isByte
      ? `\\x${(code & 0xff).toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Controls, lone surrogates, separators of lines, and marks that reverse the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
