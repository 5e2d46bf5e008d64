import * as v from 'valibot';
import type { InstalledBundle } from '../../../core/protocol';
import type { PersistedKeys, Slice } from '../../store/app-state';
import type { Connection } from '../models/browser-tools';
import { nameOf } from '../models/install/wanted';
import { installPlan, photographJob, wantedModel } from './offer';
import { guessedPictures } from './photographs.selectors';

/**
 * What becomes of photographs while only the demo model is there. `ask`: they wait for an answer. `go-on`: it captions
 * them. `later`: it captions them, and a line below says what else there is. `install`: they wait for the model that is
 * offered.
 */
const CHOICES = ['ask', 'go-on', 'later', 'install'] as const;
export type PhotographChoice = (typeof CHOICES)[number];

export interface PhotographsState {
  choice: PhotographChoice;
  /** The demo model captions while the other one is installed. */
  meanwhile: boolean;
  /** Whether a picture, or most of a collection, looks drawn, by its id; absent until it was looked at. */
  drawn: Readonly<Record<string, boolean>>;
}

export const PHOTOGRAPHS_PERSISTED: PersistedKeys<PhotographsState> = {
  choice: v.picklist(CHOICES),
  meanwhile: false,
  drawn: false,
};

export interface PhotographsActions {
  /** Finds out whether a picture, or most of a few of a collection, looks drawn. Never rejects. */
  examine(id: string, files: () => Promise<readonly Blob[]>): Promise<void>;
  choose(choice: 'go-on' | 'later'): void;
  /** Installs the offered model, or goes on with it; it captions as soon as it is there. */
  install(): void;
  captionMeanwhile(): void;
  /** Captions photographs with an installed model, those of the demo model again. */
  captionWith(key: string): void;
  /** A model was installed: if photographs wait for one, it is theirs. */
  modelInstalled(bundle: InstalledBundle): void;
  /** What the browser says about the connection at this moment. */
  connection(): Connection;
}

export const createPhotographsSlice: Slice<'photographs'> = (set, get, { collections, browser }) => {
  const examined = new Set<string>();

  /** A picture that cannot be read goes on: captioning it says what is wrong with it. */
  async function isDrawn(file: Blob): Promise<boolean> {
    return collections.request('looksDrawn', { file }).catch(() => true);
  }

  return {
    choice: 'ask',
    meanwhile: false,
    drawn: {},

    async examine(id, files) {
      if (examined.has(id)) return;
      examined.add(id);
      const verdicts = await files()
        .then((all) => Promise.all(all.map(isDrawn)))
        .catch(() => []);
      const drawn = verdicts.filter(Boolean).length >= verdicts.length / 2;
      set({ drawn: { ...get().photographs.drawn, [id]: drawn } });
    },

    choose: (choice) => set({ choice, meanwhile: false }),

    install() {
      set({ choice: 'install' });
      const job = photographJob(get());
      if (job) return get().jobs.resume(job.id);
      const wanted = wantedModel(get());
      const { target, dtype } = installPlan(get());
      get().jobs.add(nameOf(wanted), { kind: 'install', wanted, target, dtype });
    },

    captionMeanwhile: () => set({ meanwhile: true }),

    captionWith(key) {
      const again = guessedPictures(get());
      set({ meanwhile: false });
      void get().model.use({ kind: 'installed', key });
      for (const id of again) get().captions.enqueue(id);
    },

    modelInstalled({ key, capabilities }) {
      const { choice } = get().photographs;
      if (choice !== 'install' || get().model.choice.kind !== 'demo') return;
      if (!capabilities.includes('caption')) return;
      get().library.setFreshKey(null);
      get().photographs.captionWith(key);
    },

    connection: () => browser.connection(),
  };
};
