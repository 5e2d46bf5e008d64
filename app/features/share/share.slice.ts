import type { Slice } from '../../store/app-state';
import { reasonOf } from './reasons';

/** What can be taken away, and as what. */
export type TakeAway =
  | 'picture-png'
  | 'picture-copy'
  | 'words-png'
  | 'words-svg'
  | 'maps-json'
  | 'maps-npy'
  | 'view-link'
  | 'view-file';

/** How far it is, and what there is to say of it. */
export interface Taken {
  what: TakeAway;
  status: 'working' | 'done' | 'failed';
  note: string;
}

export interface TakeAwayState {
  /** Saved pictures have the caption and the legend below. */
  captioned: boolean;
  /** What was taken away last, until that is read. */
  taken: Taken | null;
}

export interface TakeAwayActions {
  takeAway(what: TakeAway): Promise<void>;
  setCaptioned(captioned: boolean): void;
  dismissTaken(): void;
}

/** What goes to the clipboard instead of a file. */
const COPIED: Readonly<Partial<Record<TakeAway, 'image/png' | 'text/plain'>>> = {
  'picture-copy': 'image/png',
  'view-link': 'text/plain',
};

/** How long "Saved" and "Copied" stay. Milliseconds. */
const SHOWN = 2400;

export const createTakeAwaySlice: Slice<TakeAwayState & TakeAwayActions> = (
  set,
  get,
  { browser, copyLater },
) => ({
  captioned: true,
  taken: null,

  async takeAway(what) {
    const taken: Taken = { what, status: 'working', note: '' };
    set({ taken });
    const settle = (settled: Omit<Taken, 'what'>) => {
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
