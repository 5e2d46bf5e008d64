/** The request cannot be fulfilled. The message is one sentence that says what to do. */
export class CliError extends Error {
  override name = 'CliError';
  /** Of the program. */
  readonly exitCode: number;
  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Node's code of a failed system call ('ENOENT' …), or undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const REASONS: Record<string, string> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'A part of this path is a file, not a folder.',
  EACCES: 'Permission is denied. Check the permissions of the file and of its folder.',
  EPERM: 'The system does not permit it. Check the permissions of the file and of its folder.',
  EISDIR: 'This is a folder, not a file.',
  ELOOP: 'This is a link that leads back to itself.',
  ENAMETOOLONG: 'The name is too long. Choose a shorter one.',
  EILSEQ: 'The name has characters that this disk does not take. Choose another one.',
  ENOSPC: 'The disk is full. Free some space and try again.',
  EDQUOT: 'The disk quota is used up. Free some space and try again.',
  EFBIG: 'The file is larger than this disk or account permits.',
  EROFS: 'The disk is read-only. Choose another place.',
  EIO: 'The disk reports an error. Check whether it is damaged.',
  EBUSY: 'Another program is using it. Close that program and try again.',
  ETXTBSY: 'Another program is using it. Close that program and try again.',
  EMFILE: 'Too many files are open. Raise the limit with "ulimit -n".',
  ENFILE: 'Too many files are open on this machine. Close other programs.',
  ENXIO: 'This is a socket or a device, not a file.',
  ENODEV: 'This is a device, not a file.',
  ESPIPE: 'This is a pipe, and a file is needed. Store it in a file first.',
  EEXIST: 'It exists already. Choose another name.',
  ENOTEMPTY: 'The folder holds other files. Choose another one.',
};

/** The system's error as a sentence without the path, or null for other errors. */
export function systemReason(error: unknown): string | null {
  const code = systemCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return null;
  return REASONS[code] ?? `The system reports the error ${code}.`;
}

/**
 * An error of the system as one sentence about `path`; other errors as they are.
 * The error's own path may be one that the person does not know, such as a temporary one.
 */
export function aboutPath(path: string, error: unknown): unknown {
  const reason = systemReason(error);
  return reason === null ? error : new CliError(`${path}: ${reason}`, { cause: error });
}

/** Formats whatever was thrown as one line. */
export function oneLine(error: unknown): string {
  return messageOf(error)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

/** The message of an error, without the path of a system error. */
export function reasonOf(error: unknown): string {
  return systemReason(error) ?? oneLine(error);
}

function messageOf(error: unknown): string {
  const reason = systemReason(error);
  if (reason === null) return error instanceof Error ? error.message : String(error);
  const path = error instanceof Error && 'path' in error ? error.path : undefined;
  return path === undefined ? reason : `${path}: ${reason}`;
}
