import type { InstalledBundle, Library, PendingDownload, WireError } from '../../../../core/protocol';
import type { Slice } from '../../../store/app-state';
import { toWireError } from '../../../worker-client/errors';
import { DEMO, type ModelChoice } from '../active/choice';
import { shortName } from '../install/wanted';
import { usesOf } from './uses';

/** A bundle that was deleted and can still be had back, and what it was used for. */
export interface Deleted {
  bundle: InstalledBundle;
  captioned: boolean;
  matched: boolean;
}

export interface LibraryState {
  modelsOpen: boolean;
  /** Null until it was asked for the first time. */
  library: Library | null;
  /** Why the library could not be read or changed. */
  libraryError: WireError | null;
  deleted: Deleted | null;
  /** The bundle that was installed last, until something is done with it. */
  freshKey: string | null;
  /** Whether the browser keeps this site's files when space runs out; null where that is not known. */
  kept: boolean | null;
  hasFp16: boolean;
  /** What screen readers are told politely. */
  modelsNews: string;
}

export interface LibraryActions {
  openModels(): void;
  closeModels(): void;
  refreshLibrary(): Promise<void>;
  /** Asks the browser never to throw the models away by itself. */
  keepStorage(): Promise<void>;
  /** Takes a bundle out of use and out of sight; `undoDelete` brings it back until `purgeDeleted`. */
  deleteBundle(key: string): Promise<void>;
  undoDelete(): Promise<void>;
  purgeDeleted(): Promise<void>;
  /** Deletes what an earlier visit downloaded. */
  discardDownload(download: PendingDownload): Promise<void>;
  setFresh(key: string | null): void;
  tellModels(news: string): void;
}

export const createLibrarySlice: Slice<LibraryState & LibraryActions> = (set, get, { library, browser }) => {
  /** Does something with the library, and tells in place when it fails. */
  async function attempt(act: () => Promise<unknown>): Promise<void> {
    set({ libraryError: null });
    try {
      await act();
    } catch (error) {
      set({ libraryError: toWireError(error) });
    }
  }

  async function read(): Promise<void> {
    set({ library: await library.request('library', null) });
  }

  /** Changes the library, and shows what is there then. */
  function change(act: () => Promise<unknown>): Promise<void> {
    return attempt(async () => {
      await act();
      await read();
    });
  }

  /** Back to the demo model, and to whatever the captioner itself knows of matching. */
  function takeOutOfUse(choice: ModelChoice): void {
    if (usesOf(get(), choice).captioned) void get().useCaptioner(DEMO);
    if (usesOf(get(), choice).matched) void get().useMatcher(DEMO);
  }

  async function look(): Promise<void> {
    const [kept, hasFp16] = await Promise.all([browser.isKept(), browser.hasFp16()]);
    set({ kept, hasFp16 });
  }

  return {
    modelsOpen: false,
    library: null,
    libraryError: null,
    deleted: null,
    freshKey: null,
    kept: null,
    hasFp16: false,
    modelsNews: '',

    openModels() {
      set({ modelsOpen: true });
      void get().refreshLibrary();
      // Without an answer, the manager is as on a browser that tells nothing.
      look().catch(() => set({ kept: null }));
    },
    closeModels: () => set({ modelsOpen: false }),
    refreshLibrary: () => attempt(read),

    async keepStorage() {
      if (get().kept) return;
      set({ kept: await browser.askToKeep().catch(() => false) });
    },

    async deleteBundle(key) {
      const bundle = get().library?.bundles.find((one) => one.key === key);
      if (!bundle) return;
      await get().purgeDeleted();
      await change(async () => {
        const uses = usesOf(get(), { kind: 'installed', key });
        await library.request('remove', { key });
        set({ deleted: { bundle, ...uses } });
        takeOutOfUse({ kind: 'installed', key });
        get().tellModels(`${shortName(bundle.id)} was deleted. It can be undone.`);
      });
    },

    async undoDelete() {
      const { deleted } = get();
      if (!deleted) return;
      const { bundle, captioned, matched } = deleted;
      await change(async () => {
        const choice = { kind: 'installed', key: bundle.key } as const;
        await library.request('restore', { key: bundle.key });
        set({ deleted: null });
        if (captioned) void get().useCaptioner(choice);
        if (matched) void get().useMatcher(choice);
        get().tellModels(`${shortName(bundle.id)} is back.`);
      });
    },

    async purgeDeleted() {
      const { deleted } = get();
      if (!deleted) return;
      await change(async () => {
        await library.request('purge', { key: deleted.bundle.key });
        set({ deleted: null });
      });
    },

    discardDownload: ({ key }) => change(() => library.request('discard', { key })),
    setFresh: (freshKey) => set({ freshKey }),
    tellModels: (modelsNews) => set({ modelsNews }),
  };
};
