interface Reader<T> {
  read(): Promise<{ done: boolean; value?: T }>;
  cancel(): Promise<void>;
}

/** A `ReadableStream`, which is iterable by its type. */
type Stream<T> = AsyncIterable<T> & { getReader(): unknown };

/**
 * The pieces of a stream, for browsers whose streams cannot be iterated over (Safari, WebKitGTK). A caller that stops
 * early cancels the stream, as `for await` does.
 */
export async function* piecesOf<T>(stream: Stream<T>): AsyncGenerator<T, void> {
  const reader = stream.getReader() as Reader<T>;
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (value === undefined) return;
      yield value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) await reader.cancel();
  }
}
