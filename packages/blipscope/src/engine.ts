/**
 * The engine itself. The caller brings onnxruntime-web or onnxruntime-node.
 *
 * @module blipscope/engine
 */

export type { Answer, ExplainedAnswer, MappedText, RankedAnswer } from '../../../core/answers.ts';
export {
  ACTIVATIONS,
  type Activation,
  type AnswererPart,
  type Architecture,
  BundleError,
  type BundleManifest,
  type GraphFiles,
  type GraphRole,
  type Graphs,
  MANIFEST_FILE,
  RESAMPLE_FILTERS,
  type ResampleFilter,
  type TextInput,
  type TowerDimensions,
} from '../../../core/manifest/manifest.ts';
export { parseManifest } from '../../../core/manifest/parse-manifest.ts';
export type { CaptionSettings, ImageSettings, PatchMap } from '../../../core/protocol/index.ts';
export { DEFAULT_SETTINGS } from '../../../core/settings/index.ts';
export { groupWords, sentenceMap, wordMap } from '../../../core/words.ts';
export * from '../../../workers/engine/index.ts';
export { type PixelRows, pixelRows, preprocess } from '../../../workers/image/index.ts';
export { createTokenizer, type SpecialIds } from '../../../workers/text/index.ts';
export { type OpenedBundle, openBundle } from './open-bundle.ts';
