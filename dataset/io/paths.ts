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

const PICTURE = /\.(jpe?g|jpe|jfif?|a?png|gif|webp|bmp|dib|avif|heic|heif|tiff?)$/i;

/** By extension: reading the start of every file would take as long as reading the folder. */
export function isPictureName(path: string): boolean {
  return PICTURE.test(path);
}

const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini']);
const SYSTEM_FOLDERS = new Set(['__macosx', '@eadir']);

/** Whether a file is one that a person does not know of: hidden files, previews of systems. */
export function isSystemFile(path: string): boolean {
  const folders = path.toLowerCase().split('/');
  const name = folders.pop()!;
  return name.startsWith('.') || SYSTEM_FILES.has(name) || folders.some(isSystemFolder);
}

/** The name of one folder. */
export function isSystemFolder(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase());
}
