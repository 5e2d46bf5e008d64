/** The engine's public face: captions, matches, answers, explanations. */
export { type Answer, Answerer, type AnswerSettings, createAnswerer } from './answerer.ts';
export type { HeadSelection } from './attention.ts';
export { createEngine, Engine, type FinishedRun } from './engine.ts';
export { EngineError, SettingsError } from './errors.ts';
export { createExplainer, Explainer, type ExplainerImage, type ExplainOptions } from './explain.ts';
export * from './explanation.ts';
export * from './faithfulness.ts';
export type { CaptionEvent } from './generate.ts';
export { type CheckedEngine, createCheckedEngine, type HalfFinding, type HalfVerdict } from './half-check.ts';
export { createMatcher, type Match, Matcher, type MatcherImage, type MatcherOptions } from './matcher.ts';
export type { EngineOptions } from './model.ts';
export type { Bundle, Execution, Runtime } from './runtime.ts';
export type { Score } from './score.ts';
export { requireArithmetic, requireCapability } from './sessions.ts';
export type { Tokenizer } from './tokenizer.ts';
export type { EncodedImage } from './vision.ts';
