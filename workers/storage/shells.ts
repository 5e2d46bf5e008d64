/** How the service worker names its caches: the scope of that copy of the app follows, then the version. */
export const SHELL_PREFIX = 'blipscope-shell ';

/**
 * Whether only one version of the app is stored where this file lies. While an update waits there are two, and the
 * one that runs still needs what is its own.
 */
export async function isOnlyShell(url: string): Promise<boolean> {
  const shells = (await caches.keys()).filter((name) => {
    const [scope = ''] = name.slice(SHELL_PREFIX.length).split(' ');
    return name.startsWith(SHELL_PREFIX) && url.startsWith(scope);
  });
  return shells.length <= 1;
}
