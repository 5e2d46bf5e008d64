import { STORAGE_TIMEOUT_MS, within } from './within.ts';

/** Prefix of the service worker's caches; the app's scope and version follow. */
export const SHELL_PREFIX = 'blipscope-shell ';

/**
 * Whether only one version of the app is cached at this URL. While an update waits, or a tab with an earlier version
 * is open, there are two, and both need their files. False if Cache Storage does not tell.
 */
export async function isOnlyShell(url: string): Promise<boolean> {
  const names = await within(STORAGE_TIMEOUT_MS, caches.keys());
  if (!names) return false;
  const scopes = names.filter((name) => name.startsWith(SHELL_PREFIX)).map(scopeOf);
  // A copy of the app in a folder of another copy: each file belongs to the inner one.
  const own = longest(scopes.filter((scope) => url.startsWith(scope)));
  return scopes.filter((scope) => scope === own).length <= 1;
}

function scopeOf(name: string): string {
  return name.slice(SHELL_PREFIX.length).split(' ')[0] ?? '';
}

function longest(texts: readonly string[]): string | undefined {
  return texts.toSorted((a, b) => b.length - a.length)[0];
}
