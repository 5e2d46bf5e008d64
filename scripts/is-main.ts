import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** True for the module that Node was started with, false where it was imported. */
export function isMain({ url }: ImportMeta): boolean {
  const [, started] = process.argv;
  return started !== undefined && fileURLToPath(url) === realpathSync(started);
}
