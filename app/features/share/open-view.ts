/** Opens a view from a link or a file, and has it wait for its picture. Loaded when there is one. */
import type { AppStore } from '../../store/app-state';
import type { Picture } from '../pictures/pictures.slice';
import { sha256Of } from './hash';
import { restoreView } from './restore-view';
import { MAX_VIEW_LENGTH, parseView, type SavedView, ViewError, viewInLink } from './view-document';

/** @param fragment of the address, `#view=` included. */
export async function openViewLink(store: AppStore, fragment: string): Promise<void> {
  await open(store, () => viewInLink(fragment));
}

export async function openViewFile(store: AppStore, file: File): Promise<void> {
  // A character has up to four bytes.
  const json = file.size <= 4 * MAX_VIEW_LENGTH ? await file.text() : '';
  await open(store, () => parseView(json, 'file'));
}

async function open(store: AppStore, read: () => SavedView): Promise<void> {
  try {
    const view = read();
    const picture = await pictureOf(view, store.getState().pictures.items);
    if (picture) await restoreView(store, view, picture.id);
    else store.getState().savedView.setNote({ kind: 'awaiting', view, another: null });
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    store.getState().savedView.setNote({ kind: 'refused', why: error.reason });
  }
}

/** Shows the view that waits, if its picture is among those that were added. */
export async function lookAtAdded(store: AppStore, added: readonly Picture[]): Promise<void> {
  const note = store.getState().savedView.note;
  if (note?.kind !== 'awaiting') return;
  const picture = await pictureOf(note.view, added);
  const now = store.getState().savedView.note;
  if (now?.kind !== 'awaiting' || now.view !== note.view) return;
  const another = added.at(-1)?.name ?? null;
  if (picture) await restoreView(store, note.view, picture.id);
  else store.getState().savedView.setNote({ ...now, another });
}

async function pictureOf({ picture }: SavedView, pictures: readonly Picture[]): Promise<Picture | null> {
  for (const one of pictures) {
    if (one.blob.size !== picture.bytes) continue;
    // One whose bytes the browser has lost is not the one.
    const sha256 = await sha256Of(one.blob).catch(() => null);
    if (sha256 === picture.sha256) return one;
  }
  return null;
}
