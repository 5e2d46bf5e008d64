/** What the caption worker is asked about questions: the model that answers, answers, and their maps. */
import type { ExplainedAnswer } from '../answers.ts';
import type { ExplainMethod } from '../explain.ts';
import type { LoadProgress, ModelSource } from './caption-worker.ts';
import type { NamedPicture } from './picture.ts';

export interface AnswererRequest {
  /** It runs where the captioner runs. */
  source: ModelSource;
}

/** The model that answers questions. */
export interface LoadedAnswerer {
  id: string;
  dtype: string;
  bytes: number;
  /** It is the captioner's own bundle, and both use the same encoding of a picture. */
  shared: boolean;
  /** Whether it can explain its answers; bundles of earlier versions cannot. */
  explains: boolean;
}

export interface AnswerRequest {
  picture: NamedPicture;
  question: string;
  /** The answers to choose from; null for the model's own words. */
  listed: readonly string[] | null;
}

/** An answer to a question about a picture. */
export interface PictureAnswer {
  text: string;
  /** The entire sequence, with start and end token. */
  tokenIds: number[];
  /** Among the listed answers where there are some, else of the answer as a whole. */
  probability: number;
}

export interface ExplainAnswerRequest {
  picture: NamedPicture;
  question: string;
  /** The ids of an answer's entire sequence. */
  tokenIds: readonly number[];
  method: ExplainMethod;
}

export interface AnswerRequests {
  /** Loads or replaces the answerer; null unloads it. */
  answerer: { in: AnswererRequest | null; progress: LoadProgress; out: LoadedAnswerer | null };
  /** The answers, best first. */
  answer: { in: AnswerRequest; progress: never; out: PictureAnswer[] };
  explainAnswer: { in: ExplainAnswerRequest; progress: never; out: ExplainedAnswer };
}
