import type { GenericSchema } from 'valibot';
import { CAPTIONS_PERSISTED } from '../features/captions/captions.slice';
import { TYPED_CAPTION_PERSISTED } from '../features/captions/typed-caption.slice';
import { COLLECTION_PERSISTED } from '../features/collection/collection.slice';
import { DIFFERENCE_PERSISTED } from '../features/difference/difference.slice';
import { FIGURE_PERSISTED } from '../features/figure/figure.slice';
import { GRAD_CAM_PERSISTED } from '../features/heatmap/grad-cam.slice';
import { HEATMAP_PERSISTED } from '../features/heatmap/heatmap.slice';
import { LAYER_SELECTION_PERSISTED } from '../features/heatmap/layer-selection.slice';
import { SELECTION_PERSISTED } from '../features/heatmap/selection.slice';
import { MAP_TEST_PERSISTED } from '../features/map-test/map-test.slice';
import { MASK_PERSISTED } from '../features/mask/mask.slice';
import { ANSWERER_PERSISTED } from '../features/models/active/answerer.slice';
import { MATCHER_PERSISTED } from '../features/models/active/matcher.slice';
import { MODEL_PERSISTED } from '../features/models/active/model.slice';
import { BENCHMARK_PERSISTED } from '../features/models/device/benchmark.slice';
import { JOBS_PERSISTED } from '../features/models/install/jobs.slice';
import { REVIEW_PERSISTED } from '../features/models/install/review.slice';
import { LIBRARY_PERSISTED } from '../features/models/library/library.slice';
import { SAVING_PERSISTED } from '../features/models/library/saving.slice';
import { PHOTOGRAPHS_PERSISTED } from '../features/photographs/photographs.slice';
import { PICTURES_PERSISTED } from '../features/pictures/pictures.slice';
import { DEVICE_PERSISTED } from '../features/pwa/device.slice';
import { ANSWER_MAPS_PERSISTED } from '../features/questions/answer-maps.slice';
import { QUESTIONS_PERSISTED } from '../features/questions/questions.slice';
import { SETTINGS_PERSISTED } from '../features/settings/settings.slice';
import { SAVED_VIEW_PERSISTED } from '../features/share/saved-view.slice';
import { SHARE_PERSISTED } from '../features/share/share.slice';
import { LANGUAGE_PERSISTED } from '../i18n/language.slice';
import type { PersistedKeys, State, StoredRecord, StoredValue } from './app-state';

const PERSISTED: { readonly [K in keyof State]: PersistedKeys<State[K]> } = {
  pictures: PICTURES_PERSISTED,
  photographs: PHOTOGRAPHS_PERSISTED,
  collection: COLLECTION_PERSISTED,
  captions: CAPTIONS_PERSISTED,
  typedCaption: TYPED_CAPTION_PERSISTED,
  questions: QUESTIONS_PERSISTED,
  answerMaps: ANSWER_MAPS_PERSISTED,
  heatmap: HEATMAP_PERSISTED,
  gradCam: GRAD_CAM_PERSISTED,
  layerSelection: LAYER_SELECTION_PERSISTED,
  selection: SELECTION_PERSISTED,
  figure: FIGURE_PERSISTED,
  difference: DIFFERENCE_PERSISTED,
  mask: MASK_PERSISTED,
  mapTest: MAP_TEST_PERSISTED,
  share: SHARE_PERSISTED,
  savedView: SAVED_VIEW_PERSISTED,
  settings: SETTINGS_PERSISTED,
  model: MODEL_PERSISTED,
  matcher: MATCHER_PERSISTED,
  answerer: ANSWERER_PERSISTED,
  library: LIBRARY_PERSISTED,
  saving: SAVING_PERSISTED,
  review: REVIEW_PERSISTED,
  jobs: JOBS_PERSISTED,
  benchmark: BENCHMARK_PERSISTED,
  language: LANGUAGE_PERSISTED,
  device: DEVICE_PERSISTED,
};

export const SLICES = Object.keys(PERSISTED) as readonly (keyof State)[];

type Declared = StoredValue<unknown> | StoredRecord<Record<string, unknown>>;

/** How a key of a slice is stored; null for one that is not, or is not known, or is stored elsewhere. */
export function declaredAs(slice: string, key: string): Declared | null {
  if (!Object.hasOwn(PERSISTED, slice)) return null;
  const keys: Readonly<Record<string, unknown>> = PERSISTED[slice as keyof State];
  const declared = Object.hasOwn(keys, key) ? keys[key] : null;
  if (typeof declared !== 'object' || declared === null) return null;
  const { kind } = declared as Declared | GenericSchema;
  return kind === 'schema' ? { kind: 'value', schema: declared as GenericSchema } : (declared as Declared);
}

/** The keys of a slice that are stored with it; those that are stored entry by entry are not among them. */
export function storedKeys<K extends keyof State>(slice: K): (keyof State[K] & string)[] {
  const keys = Object.keys(PERSISTED[slice]) as (keyof State[K] & string)[];
  return keys.filter((key) => declaredAs(slice, key));
}
