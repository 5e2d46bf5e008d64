/**
 * BLIP in a worker of the page.
 *
 * @module blipscope
 */

export type {
  Backend,
  Capability,
  Caption,
  CaptionMatch,
  CaptionRun,
  CaptionSettings,
  CaptionToken,
  ErrorCode,
  ExplainedText,
  ExplainSource,
  LoadedMatcher,
  LoadedModel,
  LoadProgress,
  MatchedCaption,
  PatchMap,
  PictureAnswer,
  Region,
  ScoredText,
} from '../../../core/protocol/index.ts';
export { groupWords, sentenceMap, wordMap } from '../../../core/words.ts';
export type { AnswerOptions, AskOptions, Blip, ExplainOptions, Loaded } from './blip.ts';
export type { CaptionEvent, Captioning } from './captioning.ts';
export { BlipscopeError } from './errors.ts';
export { type LoadOptions, load } from './load.ts';
