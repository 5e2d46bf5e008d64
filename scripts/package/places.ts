import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The npm package. */
export const PACKAGE = join(ROOT, 'packages', 'blipscope');
export const DIST = join(PACKAGE, 'dist');
export const MODELS = join(PACKAGE, 'models');
