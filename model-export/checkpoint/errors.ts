/**
 * 'unsupported-file': an intact file in a format or with contents that are not supported. 'missing-vocabulary':
 * BERT's vocabulary is sufficient.
 */
export type CheckpointErrorCode =
  | 'missing-file'
  | 'missing-vocabulary'
  | 'damaged-file'
  | 'unsupported-file'
  | 'unsupported-model'
  | 'weights-mismatch';

/** The checkpoint itself is at fault; retrying with the same files cannot help. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
  constructor(
    readonly code: CheckpointErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** For bytes that contradict each other or the file's size. `what` is a clause without a full stop. */
export function damagedFile(file: string, what: string): CheckpointError {
  return new CheckpointError('damaged-file', `${file} is damaged: ${what}. Download it again.`);
}

/** For an intact file that is not supported; `remedy` is a sentence that says what to do. */
export function unsupportedFile(file: string, what: string, remedy: string): CheckpointError {
  return new CheckpointError('unsupported-file', `${file} cannot be read: ${what}. ${remedy}`);
}

const SHOWN_CHARACTERS = 80;

/** Shortens a text from the file to fit a one-line message. */
export function excerpt(text: string): string {
  const start = text.slice(0, SHOWN_CHARACTERS).replace(/\s+/g, ' ');
  return text.length > SHOWN_CHARACTERS ? `${start}…` : start;
}

/**
 * Formats a value of the file's JSON for a message. Nested lists and the contents of objects are left out:
 * `JSON.stringify` and `String` recurse into them, as deep as a hostile file goes.
 */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.slice(0, 8).map((item) => (Array.isArray(item) ? '[…]' : formatValue(item)));
    return `[${items}${value.length > 8 ? ',…' : ''}]`;
  }
  if (typeof value === 'object' && value !== null) return '{…}';
  return typeof value === 'string' ? `"${excerpt(value)}"` : String(value);
}
