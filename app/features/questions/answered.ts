/** Answered questions, as they are shown and stored. */
import * as v from 'valibot';
import type { PictureAnswer, Region } from '../../../core/protocol';
import { isEqual } from '../../store/merge';
import { arrayOf, id, region, share } from '../../store/schemas';

/** What is asked of a picture. */
export interface Question {
  text: string;
  /** The answers to choose from; null for the model's own words. */
  listed: readonly string[] | null;
}

/** A question with its answers. */
export interface AnsweredQuestion extends Question {
  id: string;
  /** Best first. */
  answers: readonly PictureAnswer[];
  /** The id of the model that answered. */
  model: string;
  /** The parts of the picture that the model did not see. */
  masked: readonly Region[];
}

/** Of a reasonable question and its answers, in characters; more is not ours. */
const text = v.pipe(v.string(), v.maxLength(5000));

const answer: v.GenericSchema<unknown, PictureAnswer> = v.object({
  text,
  tokenIds: v.array(v.number()),
  probability: share,
});

const answeredSchema: v.GenericSchema<unknown, AnsweredQuestion> = v.looseObject({
  id,
  text,
  listed: v.fallback(v.nullable(v.array(text)), null),
  answers: v.pipe(v.array(answer), v.minLength(1)),
  model: v.string(),
  masked: v.array(region),
});

export const historySchema: v.GenericSchema<unknown, readonly AnsweredQuestion[]> = arrayOf(answeredSchema);

/** Whether asking one would give the answers of the other. */
export function isSameQuestion(a: Omit<AnsweredQuestion, 'id' | 'answers'>, b: typeof a): boolean {
  const partsOf = ({ text, listed, model, masked }: typeof a) => [text, listed, model, masked];
  return isEqual(partsOf(a), partsOf(b));
}

/** The history with a question at its end, in place of the same one before. */
export function withAnswered(
  history: readonly AnsweredQuestion[],
  answered: AnsweredQuestion,
): AnsweredQuestion[] {
  return [...history.filter((one) => !isSameQuestion(one, answered)), answered];
}

/** The answers that a person listed, separated by commas or line ends; null where there are none. */
export function listedIn(typed: string): string[] | null {
  const listed = typed.split(/[,;\n]/).map((answer) => answer.trim().replace(/\s+/g, ' '));
  const different = [...new Set(listed.filter(Boolean))];
  return different.length > 0 ? different : null;
}
