/** Captioning and filtering of many pictures, for the page's workers and for Node: what a run is, whatever stores its results. */

export type { PictureInput, PictureTexts } from '../../core/protocol/index.ts';
export {
  type CapFiltModels,
  type Captioning,
  captionPictures,
  imageSettingsOf,
} from './caption-pictures.ts';
export {
  type PictureCaptioner,
  PictureRunner,
  type PlannedPicture,
  type ReadPicture,
  type ResultStore,
  type RunTools,
} from './picture-runner.ts';
export { RunProgress } from './progress.ts';
export { readAhead } from './read-ahead.ts';
export {
  EMBEDDED_FORMS,
  type FileState,
  failedResult,
  isFinished,
  isSameFile,
  knowsTexts,
  type ListedPicture,
  type PictureResult,
  resultOf,
  runRecord,
} from './results.ts';
export { WriteQueue } from './write-queue.ts';
