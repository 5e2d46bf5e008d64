/** The request cannot be fulfilled. The message is one sentence that says what to do. */
export class CliError extends Error {
  override name = 'CliError';
}

/** Node's code of a failed system call ('ENOENT' …), or undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Formats whatever was thrown as one line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ').trim();
}
