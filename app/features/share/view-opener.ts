import { importChunk } from '../../../core/import-chunk';
import type { AppStore } from '../../store/app-state';

/** Does something with the part of the page that opens views; says so if that part cannot be loaded. */
export async function withViewOpener(
  { getState }: AppStore,
  act: (opener: typeof import('./open-view')) => Promise<void>,
): Promise<void> {
  const opener = await importChunk(() => import('./open-view')).catch(() => null);
  if (opener) await act(opener);
  else getState().savedView.setNote({ kind: 'refused', why: 'not-loaded' });
}
