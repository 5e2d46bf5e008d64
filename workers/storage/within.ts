/** The time that storage has to answer: one that hangs must not stop the page. Milliseconds. */
export const STORAGE_TIMEOUT_MS = 5000;

/** What is answered within a time; undefined after it, or when the answer is an error. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
