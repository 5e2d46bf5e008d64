import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the system keeps what can be made again. */
export function cacheFolder(): string {
  return join(cacheHome(), 'blipscope');
}

function cacheHome(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    case 'win32':
      return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
    default:
      return join(homedir(), '.cache');
  }
}
