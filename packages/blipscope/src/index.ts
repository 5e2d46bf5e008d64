/**
 * BLIP in a worker of the page.
 *
 * @module blipscope
 */

export { CAPABILITIES } from '../../../core/dtypes.ts';
export { EXPLAIN_SOURCES, layerMaps } from '../../../core/explain.ts';
export type {
  Backend,
  Capability,
  Caption,
  CaptionMatch,
  CaptionMethod,
  CaptionProgress,
  CaptionRun,
  CaptionSettings,
  CaptionTimes,
  CaptionToken,
  ErrorCode,
  ExplainedText,
  ExplainedToken,
  ExplainSource,
  LayerChoice,
  LoadedMatcher,
  LoadedModel,
  LoadProgress,
  MatchedCaption,
  PatchMap,
  PictureAnswer,
  Region,
  ScoredText,
  WireError,
} from '../../../core/protocol/index.ts';
export { ERROR_CODES } from '../../../core/protocol/index.ts';
export {
  CAPTION_METHODS,
  type GenerationDefaults,
  type NumericRange,
  type Permitted,
} from '../../../core/settings/index.ts';
export { groupWords, sentenceMap, type WordTokens, wordMap } from '../../../core/words.ts';
export type { AnswerOptions, AskOptions, Blip, ExplainOptions, Loaded } from './blip.ts';
export type { CaptionEvent, Captioning } from './captioning.ts';
export { BlipscopeError } from './errors.ts';
export { type LoadOptions, load } from './load.ts';
