/** What the user asked for cannot be done; the message is one sentence and says what to do. */
export class CliError extends Error {
  override name = 'CliError';
}

/** Node's own code of a failed system call ('ENOENT' …), undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** One line for standard error, whatever was thrown. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ').trim();
}
