import type { Region } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import type { App, PersistedKeys, Slice } from '../../store/app-state';
import type { Run } from '../captions/run';
import type { SelectionState } from '../heatmap/selection.slice';
import type { SettingsState } from '../settings/settings.slice';
import { applyLook } from './look';
import type { SavedView, ViewRefusal } from './view-document';

/** What a view replaced, for undo. */
export interface ReplacedState {
  pictureId: string;
  settings: Pick<SettingsState, 'overrides' | 'seed' | 'seedLocked'>;
  look: SavedView['look'];
  masked: readonly Region[];
  currentId: string | null;
  words: Pick<SelectionState, 'pinned' | 'compared'>;
  /** The picture's captions; null when there were none. */
  run: Run | null;
}

/** What could not be restored; the catalogue has the words. */
export interface Shortfall {
  reason: keyof Messages['share']['shortfalls'];
  /** The model that wrote the sentence, where that is the reason and it is known. */
  model: string | null;
}

/** The progress of a view that was opened. */
export type ViewNote =
  | { kind: 'refused'; why: ViewRefusal }
  /** `another` is the name of a picture that was added but is not the view's. */
  | { kind: 'awaiting'; view: SavedView; another: string | null }
  | { kind: 'restoring'; view: SavedView; before: ReplacedState }
  /** `shortfall` says what could not be restored. */
  | { kind: 'restored'; view: SavedView; before: ReplacedState; shortfall: Shortfall | null };

export interface SavedViewState {
  note: ViewNote | null;
}

export const SAVED_VIEW_PERSISTED: PersistedKeys<SavedViewState> = { note: false };

export interface SavedViewActions {
  setNote(note: ViewNote): void;
  dismiss(): void;
  /** Back to the state before the view. */
  undo(): void;
}

export const createSavedViewSlice: Slice<'savedView'> = (set, get) => ({
  note: null,

  setNote: (note) => set({ note }),
  dismiss: () => set({ note: null }),

  undo() {
    const note = get().savedView.note;
    if (note?.kind !== 'restoring' && note?.kind !== 'restored') return;
    const { pictureId, settings, look, masked, currentId, words, run } = note.before;
    set({ note: null });
    get().captions.cancel(pictureId);
    get().typedCaption.cancel();
    get().settings.restore(settings);
    applyLook(get(), look);
    get().mask.setRegions(pictureId, masked);
    if (run && has(get(), pictureId)) get().captions.putRun(run);
    if (currentId && has(get(), currentId)) get().pictures.show(currentId);
    get().selection.clear();
    if (get().pictures.currentId === currentId) get().selection.restore(words);
    get().heatmap.loadMapsInView();
  },
});

function has({ pictures }: App, pictureId: string): boolean {
  return pictures.items.some(({ id }) => id === pictureId);
}
