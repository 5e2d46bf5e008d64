/** Ties a collection's store to the page's. */
import type { CaptionSettings, CollectionSource } from '../../../core/protocol';
import { DEFAULT_SETTINGS } from '../../../core/settings';
import type { App, AppStore } from '../../store/app-state';
import { settingsOf } from '../settings/settings.slice';
import { engineReady } from './engine-ready';
import { ThumbnailCache } from './grid/thumbnail-cache';
import { type CollectionStore, createCollectionStore } from './store/collection-store';

interface Opened {
  store: CollectionStore;
  thumbnails: ThumbnailCache;
  /** Pauses the run and frees the thumbnails. */
  dispose: () => void;
}

/** Lists the pictures of a source. */
export function openStore(source: CollectionSource, app: AppStore): Opened {
  const { collections, engine } = app.getState().collection.clients;
  const store: CollectionStore = createCollectionStore({
    source,
    collections,
    engine,
    settings: () => runSettings(app.getState()),
    engineReady: (signal) => engineReady(app, signal, store.getState().summary?.id),
  });
  const thumbnails = new ThumbnailCache(collections, () => store.getState().summary?.id ?? '');
  void store.getState().open();
  return {
    store,
    thumbnails,
    dispose() {
      store.getState().cancelOpening();
      store.getState().pause();
      store.getState().clearSearch();
      store.getState().pauseVectors();
      store.getState().cancelSorting();
      store.getState().flushJournal();
      thumbnails.dispose();
    },
  };
}

/**
 * Of a run: a seed that nobody locked is the default, and not the last one rolled, so that a run that is taken up later
 * writes what it would have written at once.
 */
function runSettings(state: App): CaptionSettings {
  const settings = settingsOf(state);
  return state.settings.seedLocked ? settings : { ...settings, seed: DEFAULT_SETTINGS.seed };
}
