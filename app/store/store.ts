import { createStore } from 'zustand/vanilla';
import { createAskSlice } from '../features/captions/ask.slice';
import { createCaptionsSlice } from '../features/captions/captions.slice';
import { createDifferenceSlice } from '../features/difference/difference.slice';
import { createFigureSlice } from '../features/figure/figure.slice';
import { createHeatmapSlice } from '../features/heatmap/heatmap.slice';
import { createMapTestSlice } from '../features/map-test/map-test.slice';
import { createMaskSlice } from '../features/mask/mask.slice';
import { createModelSlice } from '../features/models/active/model.slice';
import { browserTools } from '../features/models/browser-tools';
import { createModelsSlice } from '../features/models/models.slice';
import { createPicturesSlice } from '../features/pictures/pictures.slice';
import { createDeviceSlice } from '../features/pwa/device.slice';
import { createSettingsSlice } from '../features/settings/settings.slice';
import { createShareSlice } from '../features/share/share.slice';
import { createViewNoteSlice } from '../features/share/view-note.slice';
import { createLanguageSlice } from '../i18n/language.slice';
import type { LibraryClient, WorkerClient } from '../worker-client/client';
import type { App, AppStore, Tools } from './app-state';

export interface Clients {
  client: WorkerClient;
  library: LibraryClient;
}

/** The app without its skin: one plain store, its worker clients injected. */
export function createAppStore(clients: Clients, tools: Partial<Tools> = {}): AppStore {
  const all: Tools = {
    ...clients,
    browser: browserTools,
    modelUrl: '',
    newId: () => crypto.randomUUID(),
    random: Math.random,
    writeClipboard: (text) => navigator.clipboard.writeText(text),
    copyLater: (type, made) => navigator.clipboard.write([new ClipboardItem({ [type]: made })]),
    preferredLanguages: () => navigator.languages,
    now: () => performance.now(),
    ...tools,
  };
  return createStore<App>()((set, get) => ({
    ...createPicturesSlice(set, get, all),
    ...createCaptionsSlice(set, get, all),
    ...createAskSlice(set, get, all),
    ...createHeatmapSlice(set, get, all),
    ...createFigureSlice(set, get, all),
    ...createDifferenceSlice(set, get, all),
    ...createMaskSlice(set, get, all),
    ...createMapTestSlice(set, get, all),
    ...createShareSlice(set, get, all),
    ...createViewNoteSlice(set, get, all),
    ...createSettingsSlice(set, get, all),
    ...createModelSlice(set, get, all),
    ...createModelsSlice(set, get, all),
    ...createDeviceSlice(set, get, all),
    ...createLanguageSlice(set, get, all),
  }));
}
