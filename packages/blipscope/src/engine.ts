/**
 * The engine itself. The caller brings onnxruntime-web or onnxruntime-node.
 *
 * @module blipscope/engine
 */

export {
  BundleError,
  type BundleManifest,
  type GraphFiles,
  MANIFEST_FILE,
} from '../../../core/manifest/manifest.ts';
export { parseManifest } from '../../../core/manifest/parse-manifest.ts';
export type { CaptionSettings, PatchMap } from '../../../core/protocol/index.ts';
export { DEFAULT_SETTINGS } from '../../../core/settings/index.ts';
export { groupWords, sentenceMap, wordMap } from '../../../core/words.ts';
export * from '../../../workers/engine/index.ts';
export { type PixelRows, pixelRows, preprocess } from '../../../workers/image/index.ts';
export { createTokenizer } from '../../../workers/text/index.ts';
export { type OpenedBundle, openBundle } from './open-bundle.ts';
