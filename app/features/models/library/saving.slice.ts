import type { CopyProgress, InstalledBundle, WireError } from '../../../../core/protocol';
import type { PersistedKeys, Slice } from '../../../store/app-state';
import { RequestAborted } from '../../../worker-client/client';
import { toWireError, unreadableFile } from '../../../worker-client/errors';
import { shortName } from '../install/wanted';
import { type Copying, SourceUnreadable, writeNewFolder } from './write-folder';

/** A bundle that is being written to a place of the person's choice. */
export interface Saving {
  key: string;
  progress: CopyProgress | null;
  error: WireError | null;
  /** What is wrong with the folder that was picked, where that is the reason. */
  folder: 'full' | 'refused' | null;
}

export interface SavingState {
  current: Saving | null;
  /** The browser lets pages write to folders. */
  canPickFolder: boolean;
}

export const SAVING_PERSISTED: PersistedKeys<SavingState> = { current: false, canPickFolder: false };

export interface SavingActions {
  /** Hands the bundle over as one zip file. */
  saveAsZip(bundle: InstalledBundle): Promise<void>;
  /** Writes the bundle into a new folder inside one that the person picks. */
  saveToFolder(bundle: InstalledBundle): Promise<void>;
  /** Stops saving; also puts away why it failed. */
  stop(): void;
}

export const createSavingSlice: Slice<'saving'> = (set, get, { library, browser }) => {
  let under: AbortController | null = null;

  const live = () => get().language.messages.models.live;

  /** One at a time; a second one takes the first one's place. */
  async function save(key: string, act: (saver: Copying) => Promise<string>): Promise<void> {
    get().saving.stop();
    const attempt = new AbortController();
    under = attempt;
    const show = (saving: Saving | null) => under === attempt && set({ current: saving });
    show({ key, progress: null, error: null, folder: null });
    try {
      const report = (progress: CopyProgress) => show({ key, progress, error: null, folder: null });
      get().library.announce(await act({ signal: attempt.signal, report }));
      show(null);
    } catch (error) {
      const failed = { key, progress: null, error: saveError(error), folder: folderTrouble(error) };
      show(error instanceof RequestAborted ? null : failed);
    }
  }

  return {
    current: null,
    canPickFolder: browser.pickFolder !== null,

    saveAsZip: ({ key, id }) =>
      save(key, async ({ signal, report }) => {
        browser.saveFile(await library.request('pack', { key }, { signal, onProgress: report }));
        return live()['saved-zip']({ name: shortName(id) });
      }),

    async saveToFolder(bundle) {
      const parent = await browser.pickFolder?.();
      if (!parent) return;
      await save(bundle.key, async (saver) => {
        const files = await library.request('unpacked', { key: bundle.key }, { signal: saver.signal });
        const folder = await writeNewFolder(parent, bundle.key, files, saver);
        return live()['saved-folder']({ name: shortName(bundle.id), folder: `${parent.name}/${folder}` });
      });
    },

    stop() {
      under?.abort();
      under = null;
      set({ current: null });
    },
  };
};

/** What the system says of a folder that it cannot write to; null for other errors. */
function folderTrouble(error: unknown): Saving['folder'] {
  if (!(error instanceof DOMException)) return null;
  return error.name === 'QuotaExceededError' ? 'full' : 'refused';
}

function saveError(error: unknown): WireError {
  if (error instanceof SourceUnreadable) return unreadableFile(error.message, error.cause);
  if (!(error instanceof DOMException)) return toWireError(error);
  return { code: 'unknown', message: error.message, detail: error.message };
}
