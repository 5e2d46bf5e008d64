import { concatBytes } from './source.ts';

/** A line without its end. */
export interface ByteLine {
  /** Its place in the file: bytes [start, end). */
  start: number;
  end: number;
  /** Null for a line that is too long. */
  bytes: Uint8Array | null;
  /** Whether its end of line is there: the last line of a file may have none. */
  complete: boolean;
}

const NEW_LINE = 0x0a;

/** Lines with their places. Of a line longer than `maxBytes` nothing is held in memory. */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<ByteLine, void, undefined> {
  let parts: Uint8Array[] = [];
  let [start, length] = [0, 0];
  const lineOf = (complete: boolean): ByteLine => {
    const bytes = length > maxBytes ? null : concatBytes(parts);
    return { start, end: start + length, bytes, complete };
  };
  const add = (part: Uint8Array) => {
    length += part.length;
    // The caller may use the chunk again.
    if (length <= maxBytes) parts.push(part.slice());
    else parts = [];
  };
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const at = chunk.indexOf(NEW_LINE, from);
      add(chunk.subarray(from, at < 0 ? chunk.length : at));
      if (at < 0) break;
      yield lineOf(true);
      [start, length, parts] = [start + length + 1, 0, []];
      from = at + 1;
    }
  }
  if (length > 0) yield lineOf(false);
}
