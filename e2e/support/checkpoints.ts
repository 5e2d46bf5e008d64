import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A folder of the repository, by its path there. */
export function checkpointFolder(path: string): string {
  return join(ROOT, path);
}
