import type { GenericSchema } from 'valibot';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineKind, RunKind } from '../../core/protocol';
import type { CaptionsActions, CaptionsState } from '../features/captions/captions.slice';
import type { TypedCaptionActions, TypedCaptionState } from '../features/captions/typed-caption.slice';
import type { CollectionActions, CollectionState } from '../features/collection/collection.slice';
import type { DifferenceActions, DifferenceState } from '../features/difference/difference.slice';
import type { FigureActions, FigureState } from '../features/figure/figure.slice';
import type { GradCamActions, GradCamState } from '../features/heatmap/grad-cam.slice';
import type { HeatmapActions, HeatmapState } from '../features/heatmap/heatmap.slice';
import type { LayerSelectionActions, LayerSelectionState } from '../features/heatmap/layer-selection.slice';
import type { SelectionActions, SelectionState } from '../features/heatmap/selection.slice';
import type { MapTestActions, MapTestState } from '../features/map-test/map-test.slice';
import type { MaskActions, MaskState } from '../features/mask/mask.slice';
import type { AnswererActions, AnswererState } from '../features/models/active/answerer.slice';
import type { MatcherActions, MatcherState } from '../features/models/active/matcher.slice';
import type { ModelActions, ModelState } from '../features/models/active/model.slice';
import type { BrowserTools } from '../features/models/browser-tools';
import type { BenchmarkActions, BenchmarkState } from '../features/models/device/benchmark.slice';
import type { JobsActions, JobsState } from '../features/models/install/jobs.slice';
import type { ReviewActions, ReviewState } from '../features/models/install/review.slice';
import type { LibraryActions, LibraryState } from '../features/models/library/library.slice';
import type { SavingActions, SavingState } from '../features/models/library/saving.slice';
import type { PhotographsActions, PhotographsState } from '../features/photographs/photographs.slice';
import type { PicturesActions, PicturesState } from '../features/pictures/pictures.slice';
import type { DeviceActions, DeviceState } from '../features/pwa/device.slice';
import type { AnswerMapsActions, AnswerMapsState } from '../features/questions/answer-maps.slice';
import type { QuestionsActions, QuestionsState } from '../features/questions/questions.slice';
import type { SettingsActions, SettingsState } from '../features/settings/settings.slice';
import type { SavedViewActions, SavedViewState } from '../features/share/saved-view.slice';
import type { ShareActions, ShareState } from '../features/share/share.slice';
import type { LanguageActions, LanguageState } from '../i18n/language.slice';
import type { CollectionClient, LibraryClient, WorkerClient } from '../worker-client/client';
import type { Merge } from './merge';

/** The state of every feature under its own key: `state.heatmap.palette`. */
export interface State {
  pictures: PicturesState;
  photographs: PhotographsState;
  collection: CollectionState;
  captions: CaptionsState;
  typedCaption: TypedCaptionState;
  questions: QuestionsState;
  answerMaps: AnswerMapsState;
  heatmap: HeatmapState;
  gradCam: GradCamState;
  layerSelection: LayerSelectionState;
  selection: SelectionState;
  figure: FigureState;
  difference: DifferenceState;
  mask: MaskState;
  mapTest: MapTestState;
  share: ShareState;
  savedView: SavedViewState;
  settings: SettingsState;
  model: ModelState;
  matcher: MatcherState;
  answerer: AnswererState;
  library: LibraryState;
  saving: SavingState;
  review: ReviewState;
  jobs: JobsState;
  benchmark: BenchmarkState;
  language: LanguageState;
  device: DeviceState;
}

interface Actions {
  pictures: PicturesActions;
  photographs: PhotographsActions;
  collection: CollectionActions;
  captions: CaptionsActions;
  typedCaption: TypedCaptionActions;
  questions: QuestionsActions;
  answerMaps: AnswerMapsActions;
  heatmap: HeatmapActions;
  gradCam: GradCamActions;
  layerSelection: LayerSelectionActions;
  selection: SelectionActions;
  figure: FigureActions;
  difference: DifferenceActions;
  mask: MaskActions;
  mapTest: MapTestActions;
  share: ShareActions;
  savedView: SavedViewActions;
  settings: SettingsActions;
  model: ModelActions;
  matcher: MatcherActions;
  answerer: AnswererActions;
  library: LibraryActions;
  saving: SavingActions;
  review: ReviewActions;
  jobs: JobsActions;
  benchmark: BenchmarkActions;
  language: LanguageActions;
  device: DeviceActions;
}

/** The state, and in each slice the actions that change it: `state.heatmap.setPalette('viridis')`. */
export type App = { [K in keyof State]: State[K] & Actions[K] };
export type AppStore = StoreApi<App>;

/**
 * Creates one slice. A slice reads the whole state and writes its own part only; it changes others through their
 * actions.
 */
export type Slice<K extends keyof State> = (
  set: (changes: Partial<State[K]>) => void,
  get: () => App,
  tools: Tools,
) => App[K];

/** A stored key of a slice with more than the schema of its valid values. */
export interface StoredValue<T> {
  kind: 'value';
  schema: GenericSchema<unknown, T>;
  /** False for what each tab has for itself: the change of another tab counts from the next visit on. Default: true. */
  shared?: boolean;
  merge?: Merge<T>;
}

/** A record whose entries are stored one by one, so that two tabs which change different ones both have their way. */
export interface StoredRecord<T> {
  kind: 'record';
  /** The schema of an entry; undefined for a key that is not known. */
  entry: (key: string) => GenericSchema<unknown, T[keyof T]> | undefined;
  /** By the picture's id: an entry is deleted with its picture. */
  ofPictures?: boolean;
  merge?: Merge<T[keyof T]>;
}

/**
 * What of a slice is stored on the device: a stored key has the schema of its valid values, `entries` is stored entry
 * by entry, elsewhere than with the rest. A key that is missing does not compile.
 */
export type PersistedKeys<S> = {
  readonly [K in keyof S]:
    | GenericSchema<unknown, S[K]>
    | StoredValue<S[K]>
    | StoredRecord<S[K]>
    | 'entries'
    | false;
};

/** What the slices need from outside; tests replace all of it. */
export interface Tools {
  client: WorkerClient<EngineKind | RunKind>;
  /** To the worker of the model library; it starts with the first request. */
  library: LibraryClient;
  /** To the worker of collections; it starts with the first request. */
  collections: CollectionClient;
  browser: BrowserTools;
  /** The folder of the bundles, absolute, ends in `/`. */
  modelUrl: string;
  newId: () => string;
  /** A number 0…1, for seeds. */
  random: () => number;
  writeClipboard: (text: string) => Promise<void>;
  /** Copies a file that is still being created: browsers allow it only while they handle a click. */
  copyLater: (type: 'image/png' | 'text/plain', made: Promise<Blob>) => Promise<void>;
  /** The languages that the browser asks for, the preferred one first. */
  preferredLanguages: () => readonly string[];
  /** Milliseconds, for the remaining time of downloads. */
  now: () => number;
}
