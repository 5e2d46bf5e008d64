/** The maps of an answer in numbers, as the command line's `explain --question … --json` prints them. Pure. */
import { layerMaps } from '../../../core/explain';
import type { ExplainedAnswer, ExplainMethod, LayerChoice } from '../../../core/protocol';
import type { GridSize } from '../heatmap/maps';
import { wholeMap } from '../questions/answer-maps.selectors';
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
  layer: LayerChoice;
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

/** What is known of one of a question's answers, in one layer or the sum of all. */
export function rawAnswerMapsOf(
  image: string,
  { text: asked, model, answers }: AnsweredQuestion,
  answer: number,
  explained: ExplainedAnswer,
  layer: LayerChoice,
): RawAnswerMaps {
  const { method, grid, question, answer: given, logProb, probability } = explained;
  return {
    image,
    source: 'answer',
    method,
    grid,
    layer,
    ...ownTokens(given, layer),
    sentence: [...wholeMap(explained, layer)],
    question: ownTokens(question, layer),
    logProb,
    probability,
    asked,
    text: answers[answer]?.text ?? '',
    model,
  };
}

/** Without start and end. */
function ownTokens({ tokens, maps }: ExplainedAnswer['answer'], layer: LayerChoice): MappedTokens {
  const ofLayers = layerMaps(maps, layer);
  const own = tokens.flatMap(({ special }, at) => (special ? [] : [at]));
  return {
    tokens: own.map((at) => ({ id: tokens[at]!.id, text: tokens[at]!.text })),
    maps: own.map((at) => [...ofLayers[at]!]),
  };
}
