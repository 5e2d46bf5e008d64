/**
 * Imports a part of the page that is loaded when it is needed. A failed import is tried once more: the connection may
 * be back, and browsers that do not remember failures fetch the file again.
 * @throws what the second attempt throws.
 */
export async function importChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    return await load();
  }
}
