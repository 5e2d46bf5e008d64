import { type CheckpointFiles, readText } from '../io/byte-source.ts';
import { damagedFile } from './errors.ts';
import { impostor } from './impostor.ts';

/** Settings take kilobytes, BERT's vocabulary a quarter of a megabyte. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** @throws {CheckpointError} ('damaged-file') for a file of settings or words that is too large to be one */
export function requireTextSize(name: string, bytes: number): void {
  if (bytes <= MAX_TEXT_BYTES) return;
  throw damagedFile(name, `it has ${bytes} bytes, the limit is ${MAX_TEXT_BYTES}`);
}

/**
 * Reads a text file of the checkpoint.
 * @throws {CheckpointError} ('damaged-file') if it is too large or not UTF-8
 */
export async function readTextFile(files: CheckpointFiles, name: string): Promise<string> {
  const source = await files.open(name);
  requireTextSize(name, source.size);
  try {
    const text = await readText(source);
    const other = impostor(new TextEncoder().encode(text.slice(0, 256)), name);
    if (other) throw other;
    return text;
  } catch (error) {
    // From `TextDecoder`; sources have other errors.
    if (error instanceof TypeError) throw damagedFile(name, 'it is not UTF-8 text');
    throw error;
  }
}
