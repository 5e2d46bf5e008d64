/** What the service worker stores of the shell, and how it reads it back. */

/** @throws when a host answered with something else, such as its start page with status 200. */
export function checkShellFile(response: Response, url: string): void {
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}.`);
  const { pathname } = new URL(url);
  const isPage = pathname.endsWith('/') || pathname.endsWith('.html');
  const type = response.headers.get('Content-Type') ?? '';
  if (!isPage && type.includes('text/html')) throw new Error(`${url} answered with a page.`);
}

/** Whether `checkShellFile` accepts the answer. */
export function isShellFile(response: Response, url: string): boolean {
  try {
    checkShellFile(response, url);
    return true;
  } catch {
    return false;
  }
}

/** What is cached at a URL; nothing where Cache Storage fails, so that the network is asked. */
export async function cachedFile(
  storage: Pick<CacheStorage, 'open'>,
  name: Promise<string>,
  url: string,
): Promise<Response | undefined> {
  try {
    return await (await storage.open(await name)).match(url);
  } catch {
    return undefined;
  }
}
