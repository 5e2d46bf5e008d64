/**
 * Names of what the page stores. Several copies of the app may be served from one origin, as `user.github.io/a/` and
 * `/b/`: each has its own names.
 */

/** The path that this copy is served from, which is the scope of its service worker. */
export function scopePath(): string {
  return new URL(import.meta.env.BASE_URL, location.href).pathname;
}

/** A copy at the root has the plain name. */
export function scopedName(name: string, path = scopePath()): string {
  return path === '/' ? name : `${name} ${path}`;
}
