/** Whether the browser would store so many bytes more, as far as it tells. */
export async function hasRoom(bytes: number): Promise<boolean> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
  return usage + bytes <= quota;
}
