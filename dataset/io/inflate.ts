import { concatBytes, FormatError } from './source.ts';

/**
 * Decompresses.
 * @throws {FormatError} if it is damaged, or longer than `maxBytes`.
 */
export async function inflated(
  bytes: Uint8Array,
  maxBytes: number,
  format: 'deflate' | 'deflate-raw' = 'deflate',
): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  // A failure to write shows as a failure to read.
  writer
    .write(Uint8Array.from(bytes))
    .then(() => writer.close())
    .catch(() => {});
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (const reader = readable.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return concatBytes(parts);
      parts.push(value);
      length += value.length;
      if (length > maxBytes) {
        await reader.cancel();
        throw new FormatError(`more than ${maxBytes} bytes`);
      }
    }
  } catch (error) {
    throw new FormatError(error instanceof Error ? error.message : 'damaged compressed data');
  }
}
