/** Prefix of the service worker's caches; the app's scope and version follow. */
export const SHELL_PREFIX = 'blipscope-shell ';

/**
 * Whether only one version of the app is cached at this URL. While an update waits there are two, and the running one
 * still needs its files.
 */
export async function isOnlyShell(url: string): Promise<boolean> {
  const shells = (await caches.keys()).filter((name) => {
    const [scope = ''] = name.slice(SHELL_PREFIX.length).split(' ');
    return name.startsWith(SHELL_PREFIX) && url.startsWith(scope);
  });
  return shells.length <= 1;
}
