import type { AppStore } from '../../store/app-state';
import { isViewLink } from './fragment';
import { withViewOpener } from './view-opener';

/** Opens views that come with the address, now and later, and shows one that waits once its picture is added. */
export function followViews(store: AppStore): void {
  const readAddress = () => {
    const { hash } = location;
    if (isViewLink(hash)) void withViewOpener(store, ({ openViewLink }) => openViewLink(store, hash));
  };
  readAddress();
  window.addEventListener('hashchange', readAddress);
  store.subscribe((now, before) => {
    if (now.savedView.note !== before.savedView.note) forgetLink(now.savedView.note?.kind);
    if (now.pictures.items === before.pictures.items || now.savedView.note?.kind !== 'awaiting') return;
    const added = now.pictures.items.filter((picture) => !before.pictures.items.includes(picture));
    if (added.length > 0) void withViewOpener(store, ({ lookAtAdded }) => lookAtAdded(store, added));
  });
}

/** Once a view is there, or is not wanted, a reload is not to bring it again. */
function forgetLink(note: 'refused' | 'awaiting' | 'restoring' | 'restored' | undefined): void {
  if (note !== undefined && note !== 'restored') return;
  const { hash, pathname, search } = location;
  if (isViewLink(hash)) history.replaceState(history.state, '', pathname + search);
}
