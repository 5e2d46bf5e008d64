/** Whether that many bytes fit, as far as the browser reports. */
export async function hasRoom(bytes: number): Promise<boolean> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
  return usage + bytes <= quota;
}
