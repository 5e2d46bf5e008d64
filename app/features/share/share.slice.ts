import * as v from 'valibot';
import { importChunk } from '../../../core/import-chunk';
import type { WireError } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import { WorkerFailure } from '../../worker-client/client';
import type { Size } from '../stage/contain';
import { failureOf, type ShareFailure } from './reasons';

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

/** Pixels that a picture has, and those that it should have. */
export interface Reduced {
  made: Size;
  full: Size;
}

type ShareStatus =
  | { status: 'working' }
  /** `reduced`: the picture was too large for the browser. */
  | { status: 'done'; reduced: Reduced | null }
  /** `error`: what a worker says about it. */
  | { status: 'failed'; failure: ShareFailure; error: WireError | null };

export type ShareTask = { what: ShareKind } & ShareStatus;

export interface ShareState {
  /** Saved pictures have the caption and the legend below. */
  includeCaption: boolean;
  /** The newest one, until its note was shown. */
  task: ShareTask | null;
}

export const SHARE_PERSISTED: PersistedKeys<ShareState> = { includeCaption: v.boolean(), task: false };

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

export function isCopied(what: ShareKind): boolean {
  return what in COPIED;
}

/** How long "Saved" and "Copied" stay. Milliseconds. */
const SHOWN = 2400;

export const createShareSlice: Slice<'share'> = (set, get, { browser, copyLater }) => ({
  includeCaption: true,
  task: null,

  async start(what) {
    const task: ShareTask = { what, status: 'working' };
    set({ task });
    const settle = (settled: ShareStatus) => {
      if (get().share.task !== task) return null;
      const now: ShareTask = { what, ...settled };
      set({ task: now });
      return now;
    };
    const made = importChunk(() => import('./make')).then(({ make }) => make(what, get));
    const type = COPIED[what];
    try {
      // Asked at once: a browser gives the clipboard only while it answers a click.
      const copied =
        type &&
        copyLater(
          type,
          made.then(({ file }) => file),
        );
      const [{ file, reduced }] = await Promise.all([made, copied]);
      if (!type) browser.saveFile(file);
      const now = settle({ status: 'done', reduced });
      if (!reduced) setTimeout(() => get().share.task === now && set({ task: null }), SHOWN);
    } catch (error) {
      const said = error instanceof WorkerFailure ? error.wire : null;
      settle({ status: 'failed', failure: failureOf(what, error), error: said });
    }
  },

  setIncludeCaption: (includeCaption) => set({ includeCaption }),
  dismiss: () => set({ task: null }),
});
