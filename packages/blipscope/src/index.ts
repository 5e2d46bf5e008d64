/**
 * BLIP in a worker of the page.
 *
 * @module blipscope
 */

export type { MappedText } from '../../../core/answers.ts';
export { CAPABILITIES } from '../../../core/dtypes.ts';
export { EXPLAIN_METHODS, EXPLAIN_SOURCES, layerMaps } from '../../../core/explain.ts';
export { sumMaps } from '../../../core/maps.ts';
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
  ExplainedAnswer,
  ExplainedText,
  ExplainedToken,
  ExplainMethod,
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
export type { Vector } from '../../../dataset/index.ts';
export type { AnswerOptions, AskOptions, Blip, ExplainAnswerOptions, ExplainOptions } from './blip.ts';
export type { CaptionEvent, Captioning } from './captioning.ts';
export type { Loaded } from './connection.ts';
export { BlipscopeError } from './errors.ts';
export { type LoadOptions, load } from './load.ts';
export type { EmbeddedPicture, Searchable, SearchHit, SearchOptions, SearchResult } from './search.ts';
