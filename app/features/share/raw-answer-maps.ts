/** The maps of an answer in numbers, as the command line's `explain --question … --json` prints them. Pure. */
import { layerMaps } from '../../../core/explain';
import { sumMaps } from '../../../core/maps';
import type { ExplainedAnswer, ExplainMethod } from '../../../core/protocol';
import type { GridSize } from '../heatmap/maps';
import type { AnsweredQuestion } from '../questions/answered';

interface MappedTokens {
  tokens: { id: number; text: string }[];
  /** Parallel to `tokens`, row by row. */
  maps: number[][];
}

/** Values are raw, before any normalisation. */
export interface RawAnswerMaps extends MappedTokens {
  /** The picture's name. */
  image: string;
  source: 'answer';
  method: ExplainMethod;
  grid: GridSize;
  layer: 'sum';
  /** Of the whole answer. */
  sentence: number[];
  question: MappedTokens;
  logProb: number;
  probability: number;
  /** The question as it was typed. */
  asked: string;
  text: string;
  model: string;
}

/** What is known of one of a question's answers. */
export function rawAnswerMapsOf(
  image: string,
  { text: asked, model, answers }: AnsweredQuestion,
  answer: number,
  { method, grid, question, answer: given, whole, logProb, probability }: ExplainedAnswer,
): RawAnswerMaps {
  return {
    image,
    source: 'answer',
    method,
    grid,
    layer: 'sum',
    ...ownTokens(given),
    sentence: [...sumMaps(whole)],
    question: ownTokens(question),
    logProb,
    probability,
    asked,
    text: answers[answer]?.text ?? '',
    model,
  };
}

/** Without start and end. */
function ownTokens({ tokens, maps }: ExplainedAnswer['answer']): MappedTokens {
  const ofLayers = layerMaps(maps, 'sum');
  const own = tokens.flatMap(({ special }, at) => (special ? [] : [at]));
  return {
    tokens: own.map((at) => ({ id: tokens[at]!.id, text: tokens[at]!.text })),
    maps: own.map((at) => [...ofLayers[at]!]),
  };
}
