import type { Slice } from '../../store/app-state';
import { reasonOf } from './reasons';

/** What can be taken away, and as what. */
export type ShareKind =
  | 'picture-png'
  | 'picture-copy'
  | 'words-png'
  | 'words-svg'
  | 'maps-json'
  | 'maps-npy'
  | 'view-link'
  | 'view-file';

/** How far it is, and what there is to say of it. */
export interface ShareTask {
  what: ShareKind;
  status: 'working' | 'done' | 'failed';
  note: string;
}

export interface ShareState {
  /** Saved pictures have the caption and the legend below. */
  captioned: boolean;
  /** What was taken away last, until that is read. */
  taken: ShareTask | null;
}

export interface ShareActions {
  takeAway(what: ShareKind): Promise<void>;
  setCaptioned(captioned: boolean): void;
  dismissTaken(): void;
}

/** What goes to the clipboard instead of a file. */
const COPIED: Readonly<Partial<Record<ShareKind, 'image/png' | 'text/plain'>>> = {
  'picture-copy': 'image/png',
  'view-link': 'text/plain',
};

/** How long "Saved" and "Copied" stay. Milliseconds. */
const SHOWN = 2400;

export const createShareSlice: Slice<ShareState & ShareActions> = (set, get, { browser, copyLater }) => ({
  captioned: true,
  taken: null,

  async takeAway(what) {
    const taken: ShareTask = { what, status: 'working', note: '' };
    set({ taken });
    const settle = (settled: Omit<ShareTask, 'what'>) => {
      if (get().taken !== taken) return null;
      const now = { what, ...settled };
      set({ taken: now });
      return now;
    };
    const made = import('./make').then(({ make }) => make(what, get));
    const type = COPIED[what];
    try {
      // Asked at once: a browser gives the clipboard only while it answers a click.
      const copied =
        type &&
        copyLater(
          type,
          made.then(({ file }) => file),
        );
      const [{ file, note }] = await Promise.all([made, copied]);
      if (!type) browser.saveFile(file);
      const now = settle({ status: 'done', note: note || (type ? 'Copied' : 'Saved') });
      if (!note) setTimeout(() => get().taken === now && set({ taken: null }), SHOWN);
    } catch (error) {
      settle({ status: 'failed', note: reasonOf(what, error) });
    }
  },

  setCaptioned: (captioned) => set({ captioned }),
  dismissTaken: () => set({ taken: null }),
});
