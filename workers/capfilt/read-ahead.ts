/**
 * Reads items in order, `depth` of them ahead of what is asked for, that one included. A failure to read is thrown by the
 * item's own promise.
 */
export async function* readAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  depth: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; read: Promise<R> }, void> {
  const waiting: { item: T; read: Promise<R> }[] = [];
  for await (const item of items) {
    const promise = read(item);
    // It is awaited in its turn, which may never come.
    promise.catch(() => {});
    waiting.push({ item, read: promise });
    if (waiting.length >= depth) yield waiting.shift()!;
  }
  yield* waiting;
}
