import { type CheckpointFiles, readText } from '../io/byte-source.ts';
import { damagedFile } from './errors.ts';

/** Settings take kilobytes, BERT's vocabulary a quarter of a megabyte. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/**
 * A text file of the checkpoint.
 * @throws {CheckpointError} ('damaged-file') for what is too large or no UTF-8
 */
export async function readTextFile(files: CheckpointFiles, name: string): Promise<string> {
  const source = await files.open(name);
  if (source.size > MAX_TEXT_BYTES) {
    throw damagedFile(name, `it has ${source.size} bytes, the limit is ${MAX_TEXT_BYTES}`);
  }
  try {
    return await readText(source);
  } catch (error) {
    // What `TextDecoder` throws; a source that cannot be read has errors of its own.
    if (error instanceof TypeError) throw damagedFile(name, 'it is no text in UTF-8');
    throw error;
  }
}
