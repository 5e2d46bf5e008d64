/**
 * Reads items in order, at most `depth` ahead of the one in use. A failure to read is thrown by the item's own promise.
 */
export function* readAhead<T, R>(
  items: readonly T[],
  depth: number,
  read: (item: T) => Promise<R>,
): Generator<{ item: T; read: Promise<R> }, void> {
  const waiting: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    while (waiting.length < depth && index + waiting.length < items.length) {
      const promise = read(items[index + waiting.length]!);
      // It is awaited in its turn, which may never come.
      promise.catch(() => {});
      waiting.push(promise);
    }
    yield { item, read: waiting.shift()! };
  }
}
