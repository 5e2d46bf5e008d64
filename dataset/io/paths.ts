/** Paths inside a collection, with `/` between folders. */

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** With its `/`; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Without the last ending of its name. A name that begins with its only dot has no ending. */
export function stemOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? path.slice(0, path.length - name.length + dot) : path;
}

/** Lower case, without the dot. */
export function endingOf(path: string): string {
  return path.slice(stemOf(path).length + 1).toLowerCase();
}

/** What file systems that ignore case and composition take for the same name. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * With `/` between folders, without empty ones and `.`, `..` resolved; null if it leaves its folder, is absolute or
 * empty.
 */
export function safePath(path: string): string | null {
  if (/^([\\/]|[a-z]:[\\/])/i.test(path) || path.includes('\0')) return null;
  const parts: string[] = [];
  for (const part of path.split(/[\\/]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length > 0 ? parts.join('/') : null;
}
