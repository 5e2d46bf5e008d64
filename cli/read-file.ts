/** Reads whole files, pipes and standard input. */
import * as fs from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { CliError } from './errors.ts';

// A pipe needs the bare descriptor, which a FileHandle would close a second time.
const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const read = promisify(fs.read);

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Sees the first bytes before the rest is read, and may throw. */
  checkHead?: ((head: Uint8Array) => void) | undefined;
  /** More are refused. */
  maxBytes?: number | undefined;
}

export class TooLargeError extends CliError {
  constructor(readonly maxBytes: number) {
    const limit = maxBytes % 2 ** 30 === 0 ? `${maxBytes / 2 ** 30} GiB` : `${maxBytes} bytes`;
    super(`It has more than ${limit}. Make it smaller.`);
  }
}

/** Bytes that `checkHead` sees, if there are so many. */
const HEAD_BYTES = 1 << 18;
const MAX_BYTES = 2 ** 30;
/** Opened again by its name, standard input would be refused where it is a socket. */
const STANDARD_INPUT = /^-$|^\/dev\/(stdin|fd\/0)$|^\/proc\/self\/fd\/0$/;
/** What the shell makes of `<(…)`: a pipe that has its writer. */
const OPEN_DESCRIPTOR = /^\/(dev|proc\/(self|\d+))\/fd\/\d+$/;
/** With it, a pipe that nobody writes to neither blocks a thread nor the end of the program. Windows has none. */
export const READ_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

export function isStandardInput(path: string): boolean {
  return STANDARD_INPUT.test(path);
}

/**
 * Reads all bytes of a file, of standard input (`-`), or of a pipe that the shell opened.
 * @throws {CliError} for folders, named pipes, sockets and devices
 * @throws {TooLargeError} for more bytes than are permitted
 */
export async function readBytes(path: string | Buffer, options: ReadOptions = {}): Promise<Buffer> {
  if (typeof path === 'string' && isStandardInput(path)) return collect(standardInput(), options);
  const fd = await open(path, READ_FLAGS);
  let owned = true;
  try {
    const kind = await fstat(fd);
    const isOpenPipe = kind.isFIFO() && typeof path === 'string' && OPEN_DESCRIPTOR.test(path);
    if (!isOpenPipe) {
      const why = whyNoFile(kind);
      if (why) throw new CliError(why);
      return await collect(chunksOf(fd, kind.size), options);
    }
    // The socket closes the descriptor.
    owned = false;
    return await collect(new Socket({ fd, readable: true, writable: false }), options);
  } finally {
    if (owned) await close(fd);
  }
}

/** Why a path cannot be read like a file. Whoever reads a named pipe waits for its writer, perhaps for ever. */
export function whyNoFile(kind: fs.Stats): string | null {
  if (kind.isFile()) return null;
  if (kind.isDirectory()) return 'This is a folder, not a file.';
  if (kind.isFIFO()) return 'This is a named pipe, not a file. Store its contents in a file first.';
  return 'This is a device, not a file.';
}

/**
 * Reads a text in UTF-8, or in UTF-16 with a byte-order mark, as Windows writes it. The mark is not part of the text.
 * @throws {CliError}
 */
export async function readText(path: string, options: ReadOptions = {}): Promise<string> {
  try {
    const bytes = await readBytes(path, options);
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw new CliError(`${path} is not a text in UTF-8. Store it as such.`);
    // The system's errors know the path.
    throw error instanceof CliError ? new CliError(`${path}: ${error.message}`) : error;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function standardInput(): Readable {
  if (process.stdin.isTTY) throw new CliError('Nothing is piped into standard input.');
  return process.stdin;
}

async function* chunksOf(fd: number, size: number): AsyncGenerator<Uint8Array> {
  // One byte more than the head shows the end of a small file.
  let length = HEAD_BYTES;
  for (let total = 0; ; length = Math.min(Math.max(size - total + 1, HEAD_BYTES), MAX_BYTES)) {
    const { bytesRead, buffer } = await read(fd, Buffer.allocUnsafeSlow(length), 0, length, null);
    if (bytesRead === 0) return;
    total += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function collect(
  source: AsyncIterable<Uint8Array> | Readable,
  { signal, checkHead, maxBytes = MAX_BYTES }: ReadOptions,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let [total, isChecked] = [0, checkHead === undefined];
  for await (const chunk of stoppable(source, signal)) {
    signal?.throwIfAborted();
    chunks.push(chunk);
    total += chunk.byteLength;
    if (!isChecked && total >= HEAD_BYTES) {
      isChecked = true;
      checkHead?.(Buffer.concat(chunks).subarray(0, HEAD_BYTES));
    }
    if (total > maxBytes) throw new TooLargeError(maxBytes);
  }
  const bytes = chunks.length === 1 ? asBuffer(chunks[0]!) : Buffer.concat(chunks);
  if (!isChecked) checkHead?.(bytes);
  return bytes;
}

function stoppable(
  source: AsyncIterable<Uint8Array> | Readable,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  return signal && 'destroy' in source ? addAbortSignal(signal, source) : source;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
