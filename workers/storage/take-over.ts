import type { Shell } from './shell.ts';
import { STORAGE_TIMEOUT_MS, within } from './within.ts';

/**
 * What a version of the service worker does when it becomes the active one. Fetch events wait for it: a Cache Storage
 * that hangs must not hold them up, and neither must the claim of the pages. In Firefox that may never settle once a
 * page that it reached opens anew, and the answer to this page is such an event.
 */
export async function takeOver(
  shell: Pick<Shell, 'takeOver'>,
  clients: { claim(): Promise<void> },
): Promise<void> {
  await within(STORAGE_TIMEOUT_MS, shell.takeOver());
  void clients.claim();
}
