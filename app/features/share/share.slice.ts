import type { PersistedKeys, Slice } from '../../store/app-state';
import { reasonOf } from './reasons';

/** What can be saved, copied or linked, and in which format. */
export type ShareKind =
  | 'picture-png'
  | 'picture-copy'
  | 'words-png'
  | 'words-svg'
  | 'maps-json'
  | 'maps-npy'
  | 'view-link'
  | 'view-file';

export interface ShareTask {
  what: ShareKind;
  status: 'working' | 'done' | 'failed';
  note: string;
}

export interface ShareState {
  /** Saved pictures have the caption and the legend below. */
  includeCaption: boolean;
  /** The newest one, until its note was shown. */
  task: ShareTask | null;
}

export const SHARE_PERSISTED: PersistedKeys<ShareState> = { includeCaption: true, task: false };

export interface ShareActions {
  start(what: ShareKind): Promise<void>;
  setIncludeCaption(includeCaption: boolean): void;
  dismiss(): void;
}

/** What goes to the clipboard instead of a file. */
const COPIED: Readonly<Partial<Record<ShareKind, 'image/png' | 'text/plain'>>> = {
  'picture-copy': 'image/png',
  'view-link': 'text/plain',
};

/** How long "Saved" and "Copied" stay. Milliseconds. */
const SHOWN = 2400;

export const createShareSlice: Slice<'share'> = (set, get, { browser, copyLater }) => ({
  includeCaption: true,
  task: null,

  async start(what) {
    const task: ShareTask = { what, status: 'working', note: '' };
    set({ task });
    const settle = (settled: Omit<ShareTask, 'what'>) => {
      if (get().share.task !== task) return null;
      const now = { what, ...settled };
      set({ task: now });
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
      if (!note) setTimeout(() => get().share.task === now && set({ task: null }), SHOWN);
    } catch (error) {
      settle({ status: 'failed', note: reasonOf(what, error) });
    }
  },

  setIncludeCaption: (includeCaption) => set({ includeCaption }),
  dismiss: () => set({ task: null }),
});
