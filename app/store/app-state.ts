import type { StoreApi } from 'zustand/vanilla';
import type { AskActions, AskState } from '../features/captions/ask.slice';
import type { CaptionsActions, CaptionsState } from '../features/captions/captions.slice';
import type { DifferenceActions, DifferenceState } from '../features/difference/difference.slice';
import type { FigureActions, FigureState } from '../features/figure/figure.slice';
import type { HeatmapActions, HeatmapState } from '../features/heatmap/heatmap.slice';
import type { MapTestActions, MapTestState } from '../features/map-test/map-test.slice';
import type { MaskActions, MaskState } from '../features/mask/mask.slice';
import type { ModelActions, ModelState } from '../features/models/active/model.slice';
import type { BrowserTools } from '../features/models/browser-tools';
import type { ModelsActions, ModelsState } from '../features/models/models.slice';
import type { PicturesActions, PicturesState } from '../features/pictures/pictures.slice';
import type { DeviceActions, DeviceState } from '../features/pwa/device.slice';
import type { SettingsActions, SettingsState } from '../features/settings/settings.slice';
import type { ShareActions, ShareState } from '../features/share/share.slice';
import type { ViewNoteActions, ViewNoteState } from '../features/share/view-note.slice';
import type { LanguageActions, LanguageState } from '../i18n/language.slice';
import type { LibraryClient, WorkerClient } from '../worker-client/client';

export type State = PicturesState &
  CaptionsState &
  AskState &
  HeatmapState &
  FigureState &
  DifferenceState &
  MaskState &
  MapTestState &
  ShareState &
  ViewNoteState &
  SettingsState &
  ModelState &
  ModelsState &
  DeviceState &
  LanguageState;
export type Actions = PicturesActions &
  CaptionsActions &
  AskActions &
  HeatmapActions &
  FigureActions &
  DifferenceActions &
  MaskActions &
  MapTestActions &
  ShareActions &
  ViewNoteActions &
  SettingsActions &
  ModelActions &
  ModelsActions &
  DeviceActions &
  LanguageActions;
export type App = State & Actions;
export type AppStore = StoreApi<App>;

/** What the slices need from outside; all of it is replaced in tests. */
export interface Tools {
  client: WorkerClient;
  /** To the worker that keeps the installed models; it starts with the first request. */
  library: LibraryClient;
  browser: BrowserTools;
  /** The folder that holds the bundles, absolute, ends in `/`. */
  modelUrl: string;
  newId: () => string;
  /** A number 0…1, for seeds. */
  random: () => number;
  writeClipboard: (text: string) => Promise<void>;
  /** Copies what is still being made: a browser gives its clipboard only while it answers a click. */
  copyLater: (type: 'image/png' | 'text/plain', made: Promise<Blob>) => Promise<void>;
  /** The languages that the browser asks for, the preferred one first. */
  preferredLanguages: () => readonly string[];
  /** Milliseconds, for how long a download will take. */
  now: () => number;
}

/** Makes one slice: its part of the state and the actions beside it. */
export type Slice<T> = (set: AppStore['setState'], get: AppStore['getState'], tools: Tools) => T;

/**
 * Whether a key outlives the page. A key that is missing here does not compile.
 * `pictures` and `runs` are stored entry by entry, runs once they have settled.
 */
export const PERSIST: Readonly<Record<keyof State, boolean>> = {
  pictures: true,
  currentId: true,
  removed: false,
  rejected: false,
  runs: true,
  queue: false,
  activeId: false,
  copied: false,
  heat: true,
  view: true,
  scale: true,
  method: true,
  camLayers: false,
  explained: false,
  palette: true,
  opacity: true,
  pointed: false,
  pinned: false,
  other: false,
  walked: false,
  playing: false,
  layer: false,
  head: false,
  lenses: false,
  whole: false,
  beside: false,
  figure: false,
  difference: false,
  hidden: true,
  marking: false,
  hideSteps: false,
  mapTests: false,
  testPanel: false,
  testOf: false,
  captioned: true,
  taken: false,
  viewNote: false,
  asking: false,
  askError: false,
  changes: true,
  seed: true,
  seedLocked: true,
  formerSettings: false,
  backendChoice: true,
  backendOverride: false,
  activeCaptioner: true,
  activeMatcher: true,
  matcher: false,
  matcherStatus: false,
  matcherError: false,
  modelNotice: false,
  model: false,
  modelStatus: false,
  modelProgress: false,
  modelError: false,
  modelsOpen: false,
  library: false,
  libraryError: false,
  deleted: false,
  freshKey: false,
  kept: false,
  hasFp16: false,
  modelsNews: false,
  hubEndpoint: true,
  hubToken: false,
  review: false,
  jobs: false,
  saving: false,
  deviceBenchmarks: true,
  benchmarkStatus: false,
  canPickFolder: false,
  restored: false,
  online: false,
  storage: false,
  keptOffline: false,
  otherTab: false,
  // Known before the first paint: `followLanguage` keeps the choice.
  languageChoice: false,
  messages: false,
};
