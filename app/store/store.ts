import { createStore } from 'zustand/vanilla';
import type { EngineKind, RunKind } from '../../core/protocol';
import { randomId } from '../../core/random-id';
import { createCaptionsSlice } from '../features/captions/captions.slice';
import { createTypedCaptionSlice } from '../features/captions/typed-caption.slice';
import { createCollectionSlice } from '../features/collection/collection.slice';
import { createDifferenceSlice } from '../features/difference/difference.slice';
import { createFigureSlice } from '../features/figure/figure.slice';
import { createGradCamSlice } from '../features/heatmap/grad-cam.slice';
import { createHeatmapSlice } from '../features/heatmap/heatmap.slice';
import { createLayerSelectionSlice } from '../features/heatmap/layer-selection.slice';
import { createSelectionSlice } from '../features/heatmap/selection.slice';
import { createMapTestSlice } from '../features/map-test/map-test.slice';
import { createMaskSlice } from '../features/mask/mask.slice';
import { createAnswererSlice } from '../features/models/active/answerer.slice';
import { createMatcherSlice } from '../features/models/active/matcher.slice';
import { createModelSlice } from '../features/models/active/model.slice';
import { browserTools } from '../features/models/browser-tools';
import { createBenchmarkSlice } from '../features/models/device/benchmark.slice';
import { createJobsSlice } from '../features/models/install/jobs.slice';
import { createReviewSlice } from '../features/models/install/review.slice';
import { createLibrarySlice } from '../features/models/library/library.slice';
import { createSavingSlice } from '../features/models/library/saving.slice';
import { createPhotographsSlice } from '../features/photographs/photographs.slice';
import { createPicturesSlice } from '../features/pictures/pictures.slice';
import { createDeviceSlice } from '../features/pwa/device.slice';
import { createAnswerMapsSlice } from '../features/questions/answer-maps.slice';
import { createQuestionsSlice } from '../features/questions/questions.slice';
import { createSettingsSlice } from '../features/settings/settings.slice';
import { createSavedViewSlice } from '../features/share/saved-view.slice';
import { createShareSlice } from '../features/share/share.slice';
import { createLanguageSlice } from '../i18n/language.slice';
import type { CollectionClient, LibraryClient, WorkerClient } from '../worker-client/client';
import type { App, AppStore, Slice, State, Tools } from './app-state';

export interface Clients {
  client: WorkerClient<EngineKind | RunKind>;
  library: LibraryClient;
  collections: CollectionClient;
}

/** The app without its skin: one plain store, its worker clients injected. */
export function createAppStore(clients: Clients, tools: Partial<Tools> = {}): AppStore {
  const all: Tools = {
    ...clients,
    browser: browserTools,
    modelUrl: '',
    newId: randomId,
    random: Math.random,
    // Over plain http there is no clipboard: a copy fails like one that was not allowed.
    writeClipboard: async (text) => navigator.clipboard.writeText(text),
    copyLater: async (type, made) => navigator.clipboard.write([new ClipboardItem({ [type]: made })]),
    preferredLanguages: () => navigator.languages,
    now: () => performance.now(),
    ...tools,
  };
  return createStore<App>()((set, get) => {
    const slice = <K extends keyof State>(name: K, create: Slice<K>): App[K] => {
      const setOwn = (changes: Partial<State[K]>) =>
        set((app) => ({ [name]: { ...app[name], ...changes } }) as Partial<App>);
      return create(setOwn, get, all);
    };
    return {
      pictures: slice('pictures', createPicturesSlice),
      photographs: slice('photographs', createPhotographsSlice),
      collection: slice('collection', createCollectionSlice),
      captions: slice('captions', createCaptionsSlice),
      typedCaption: slice('typedCaption', createTypedCaptionSlice),
      questions: slice('questions', createQuestionsSlice),
      answerMaps: slice('answerMaps', createAnswerMapsSlice),
      heatmap: slice('heatmap', createHeatmapSlice),
      gradCam: slice('gradCam', createGradCamSlice),
      layerSelection: slice('layerSelection', createLayerSelectionSlice),
      selection: slice('selection', createSelectionSlice),
      figure: slice('figure', createFigureSlice),
      difference: slice('difference', createDifferenceSlice),
      mask: slice('mask', createMaskSlice),
      mapTest: slice('mapTest', createMapTestSlice),
      share: slice('share', createShareSlice),
      savedView: slice('savedView', createSavedViewSlice),
      settings: slice('settings', createSettingsSlice),
      model: slice('model', createModelSlice),
      matcher: slice('matcher', createMatcherSlice),
      answerer: slice('answerer', createAnswererSlice),
      library: slice('library', createLibrarySlice),
      saving: slice('saving', createSavingSlice),
      review: slice('review', createReviewSlice),
      jobs: slice('jobs', createJobsSlice),
      benchmark: slice('benchmark', createBenchmarkSlice),
      language: slice('language', createLanguageSlice),
      device: slice('device', createDeviceSlice),
    };
  });
}
