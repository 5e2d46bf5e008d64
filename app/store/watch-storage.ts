import { estimateStorage, type SiteStorage } from '../../core/storage-estimate';
import type { AppStore } from './app-state';

/** Share of the browser's quota from which storage counts as nearly full. */
const NEARLY_FULL = 0.9;

/**
 * Sets the device's `storage` to `nearly-full` or back. The outcome of a failed write stays until a write succeeds.
 * @param estimate how much the site stores; nothing is nearly full where the browser does not tell.
 */
export async function watchStorage(
  { getState }: AppStore,
  estimate: () => Promise<SiteStorage> = estimateStorage,
): Promise<void> {
  const { usage = 0, quota = 0 } = await estimate();
  const nearlyFull = quota > 0 && usage / quota > NEARLY_FULL;
  const { storage, setStorage } = getState().device;
  if (storage === 'fine' && nearlyFull) setStorage('nearly-full');
  if (storage === 'nearly-full' && !nearlyFull) setStorage('fine');
}
