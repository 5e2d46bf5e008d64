import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODEL_EXPORT = fileURLToPath(new URL('../../model-export/', import.meta.url));

/** A folder of `model-export/`, by its path there. */
export function checkpointFolder(path: string): string {
  return join(MODEL_EXPORT, path);
}
