/** Text files in the encodings that people have: UTF-8 and UTF-16 with and without a mark, else Windows-1252. */

import { type ByteSource, chunksOf, readAll } from './source.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedText {
  text: string;
  encoding: Encoding;
}

/** By the byte order mark, or by zero bytes at every other place; null if nothing speaks against UTF-8. */
function markedEncoding(head: Uint8Array): Encoding | null {
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (head.length < 4) return null;
  const zeros = (offset: number) =>
    head.subarray(0, 64).filter((byte, at) => at % 2 === offset && byte === 0).length;
  const pairs = Math.floor(Math.min(64, head.length) / 2);
  if (zeros(1) > pairs * 0.7 && zeros(0) === 0) return 'utf-16le';
  if (zeros(0) > pairs * 0.7 && zeros(1) === 0) return 'utf-16be';
  return null;
}

/** Decodes all of a file in memory, without a byte order mark. Bytes that are no UTF-8 are read as Windows-1252. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = markedEncoding(bytes);
  if (marked) return { text: new TextDecoder(marked).decode(bytes), encoding: marked };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/**
 * @throws {FormatError} if the file has more than `maxBytes`.
 */
export async function readText(source: ByteSource, maxBytes: number): Promise<DecodedText> {
  return decodeText(await readAll(source, maxBytes));
}

/**
 * The text of a file in pieces. Whether it is UTF-8 is found out by a first pass.
 * @param onEncoding told once, before the first piece.
 */
export async function* decodedChunks(
  source: ByteSource,
  onEncoding: (encoding: Encoding) => void,
): AsyncGenerator<string, void, undefined> {
  const head = await source.read(0, Math.min(source.size, 64));
  const encoding = markedEncoding(head) ?? ((await isUtf8(source)) ? 'utf-8' : 'windows-1252');
  onEncoding(encoding);
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunksOf(source)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function isUtf8(source: ByteSource): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunksOf(source)) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/**
 * Lines with their numbers from 1 on, without their ends. A line that is longer than `maxLetters` is given as null.
 */
export async function* linesOf(
  chunks: AsyncIterable<string>,
  maxLetters: number,
): AsyncGenerator<[number: number, line: string | null], void, undefined> {
  let number = 1;
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const lines = chunk.split('\n');
    for (const [index, part] of lines.entries()) {
      if (!tooLong) rest += part;
      tooLong ||= rest.length > maxLetters;
      if (tooLong) rest = '';
      if (index === lines.length - 1) break;
      yield [number++, tooLong ? null : rest.replace(/\r$/, '')];
      rest = '';
      tooLong = false;
    }
  }
  if (rest !== '' || tooLong) yield [number, tooLong ? null : rest.replace(/\r$/, '')];
}

const CHUNK_LETTERS = 1 << 16;

/** UTF-8, with a few large chunks instead of many small ones. */
export async function* encodeText(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let buffered = '';
  for await (const part of parts) {
    buffered += part;
    if (buffered.length < CHUNK_LETTERS) continue;
    yield encoder.encode(buffered);
    buffered = '';
  }
  if (buffered !== '') yield encoder.encode(buffered);
}

/** White space is one space: the text as one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
