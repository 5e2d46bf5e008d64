import type { App, Slice, State } from '../../store/app-state';
import type { Run } from '../captions/run';
import type { SavedView } from './view-document';

/** What a view replaced, for undo. */
export interface Before {
  pictureId: string;
  values: Pick<State, 'changes' | 'seed' | 'seedLocked' | 'hidden' | keyof SavedView['look']>;
  currentId: string | null;
  words: Pick<State, 'pinned' | 'other'>;
  /** The picture's captions; null when there were none to be kept. */
  run: Run | null;
}

/** How far a view is that was opened. */
export type ViewNote =
  | { kind: 'refused'; why: string }
  /** `another` is the name of a picture that was added and is not the one. */
  | { kind: 'awaiting'; view: SavedView; another: string | null }
  | { kind: 'restoring'; view: SavedView; before: Before }
  /** `shortfall` says what is not as it was. */
  | { kind: 'restored'; view: SavedView; before: Before; shortfall: string | null };

export interface ViewNoteState {
  viewNote: ViewNote | null;
}

export interface ViewNoteActions {
  dismissView(): void;
  /** Back to what there was before the view. */
  undoView(): void;
}

export const createViewNoteSlice: Slice<ViewNoteState & ViewNoteActions> = (set, get) => ({
  viewNote: null,

  dismissView: () => set({ viewNote: null }),

  undoView() {
    const note = get().viewNote;
    if (note?.kind !== 'restoring' && note?.kind !== 'restored') return;
    const { pictureId, values, currentId, words, run } = note.before;
    set({ viewNote: null });
    get().cancelCaptioning(pictureId);
    get().cancelAsking();
    set(values);
    if (run && has(get(), pictureId)) set({ runs: { ...get().runs, [pictureId]: run } });
    if (currentId && has(get(), currentId)) get().showPicture(currentId);
    get().clearWord();
    if (get().currentId === currentId) set(words);
    get().focusMaps();
  },
});

function has({ pictures }: App, pictureId: string): boolean {
  return pictures.some(({ id }) => id === pictureId);
}
