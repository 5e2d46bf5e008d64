import type { InstalledBundle, Library, PendingDownload, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { toWireError } from '../../../worker-client/errors';
import { DEMO, type ModelChoice } from '../active/choice';
import { shortName } from '../install/wanted';
import { usesOf } from './uses';

/** A bundle that was deleted and can still be had back, and what it was used for. */
export interface Deleted {
  bundle: InstalledBundle;
  captioned: boolean;
  matched: boolean;
  answered: boolean;
}

export interface LibraryState {
  dialogOpen: boolean;
  /** Null until it was asked for the first time. */
  contents: Library | null;
  /** Why the library could not be read or changed. */
  error: WireError | null;
  deleted: Deleted | null;
  /** The bundle that was installed last, until something is done with it. */
  freshKey: string | null;
  /** Whether the browser keeps this site's files when space runs out; null where that is not known. */
  storagePersisted: boolean | null;
  hasFp16: boolean;
  /** The polite announcement for screen readers. */
  liveMessage: string;
}

export const LIBRARY_PERSISTED: PersistedKeys<LibraryState> = {
  dialogOpen: false,
  contents: false,
  error: false,
  deleted: false,
  freshKey: false,
  storagePersisted: false,
  hasFp16: false,
  liveMessage: false,
};

export interface LibraryActions {
  openDialog(): void;
  closeDialog(): void;
  refresh(): Promise<void>;
  /** Asks the browser never to throw the models away by itself. */
  persistStorage(): Promise<void>;
  /** Takes a bundle out of use and out of sight; `undoDelete` brings it back until `purgeDeleted`. */
  deleteBundle(key: string): Promise<void>;
  undoDelete(): Promise<void>;
  purgeDeleted(): Promise<void>;
  /** Deletes what an earlier visit downloaded. */
  discardDownload(download: PendingDownload): Promise<void>;
  setFreshKey(key: string | null): void;
  announce(news: string): void;
}

export const createLibrarySlice: Slice<'library'> = (set, get, { library, browser }) => {
  /** Does something with the library, and tells in place when it fails. */
  async function attempt(act: () => Promise<unknown>): Promise<void> {
    set({ error: null });
    try {
      await act();
    } catch (error) {
      set({ error: toWireError(error) });
    }
  }

  const live = () => get().language.messages.models.live;

  async function read(): Promise<void> {
    set({ contents: await library.request('library', null) });
  }

  /** Changes the library, and shows what is there then. */
  function change(act: () => Promise<unknown>): Promise<void> {
    return attempt(async () => {
      await act();
      await read();
    });
  }

  /** Back to the demo model, and to whatever the captioner itself knows of matching and answering. */
  function takeOutOfUse(choice: ModelChoice): void {
    if (usesOf(get(), choice).captioned) void get().model.use(DEMO);
    if (usesOf(get(), choice).matched) void get().matcher.use(DEMO);
    if (usesOf(get(), choice).answered) void get().answerer.use(DEMO);
  }

  async function look(): Promise<void> {
    const [persisted, hasFp16] = await Promise.all([browser.isPersisted(), browser.hasFp16()]);
    set({ storagePersisted: persisted, hasFp16 });
  }

  return {
    dialogOpen: false,
    contents: null,
    error: null,
    deleted: null,
    freshKey: null,
    storagePersisted: null,
    hasFp16: false,
    liveMessage: '',

    openDialog() {
      set({ dialogOpen: true });
      void get().library.refresh();
      // Without an answer, the manager is as on a browser that tells nothing.
      look().catch(() => set({ storagePersisted: null }));
    },
    closeDialog() {
      set({ dialogOpen: false });
      get().review.forgetPictures();
      if (get().jobs.items.length === 0) get().questions.stopWaiting();
    },
    refresh: () => attempt(read),

    async persistStorage() {
      if (get().library.storagePersisted) return;
      set({ storagePersisted: await browser.requestPersistence().catch(() => false) });
    },

    async deleteBundle(key) {
      const bundle = get().library.contents?.bundles.find((one) => one.key === key);
      if (!bundle) return;
      await get().library.purgeDeleted();
      await change(async () => {
        const uses = usesOf(get(), { kind: 'installed', key });
        await library.request('remove', { key });
        set({ deleted: { bundle, ...uses } });
        takeOutOfUse({ kind: 'installed', key });
        get().library.announce(live().deleted({ name: shortName(bundle.id) }));
      });
    },

    async undoDelete() {
      const { deleted } = get().library;
      if (!deleted) return;
      const { bundle, captioned, matched, answered } = deleted;
      await change(async () => {
        const choice = { kind: 'installed', key: bundle.key } as const;
        await library.request('restore', { key: bundle.key });
        set({ deleted: null });
        if (captioned) void get().model.use(choice);
        if (matched) void get().matcher.use(choice);
        if (answered) void get().answerer.use(choice);
        get().library.announce(live().restored({ name: shortName(bundle.id) }));
      });
    },

    async purgeDeleted() {
      const { deleted } = get().library;
      if (!deleted) return;
      await change(async () => {
        await library.request('purge', { key: deleted.bundle.key });
        set({ deleted: null });
      });
    },

    discardDownload: ({ key }) => change(() => library.request('discard', { key })),
    setFreshKey: (freshKey) => set({ freshKey }),
    announce: (liveMessage) => set({ liveMessage }),
  };
};
