/** The engine's public face: captions, matches, answers, explanations. */

export {
  Answerer,
  type AnswererOptions,
  type AnswerSettings,
  answererBundle,
  createAnswerer,
} from './answer/answerer.ts';
export { AnswerExplainer, type AnswerExplainerOptions, createAnswerExplainer } from './answer/explainer.ts';
export type { PlainCaption, SeededImage } from './caption-pictures.ts';
export type { Attended } from './decode/decoder.ts';
export type { CaptionEvent, Rest } from './decode/generate.ts';
export type { Score } from './decode/score.ts';
export { checkSettings } from './decode/settings.ts';
export { createEngine, Engine, type FinishedRun } from './engine.ts';
export { breaksWasm, EngineError, isOutOfMemory, SettingsError } from './errors.ts';
export type { HeadSelection } from './explain/attention.ts';
export { createExplainer, Explainer, type ExplainerImage, type ExplainOptions } from './explain/explain.ts';
export * from './explain/explanation.ts';
export * from './explain/faithfulness.ts';
export {
  type CheckedEngine,
  type CheckOptions,
  createCheckedEngine,
  type Fp16Finding,
  type Fp16Verdict,
} from './gpu/fp16-check.ts';
export {
  createMatcher,
  type Match,
  Matcher,
  type MatcherImage,
  type MatcherOptions,
} from './match/matcher.ts';
export { requireShortText } from './match/packing.ts';
export type { CrossKeysValues, EngineOptions } from './model.ts';
export { SerialQueue } from './queue.ts';
export type { Bundle, Execution, Runtime, Tokenizer } from './runtime.ts';
export {
  requireArithmetic,
  requireCapability,
  type SessionsOptions,
  type SessionsRequest,
} from './sessions.ts';
export type { EncodedImage } from './vision.ts';
