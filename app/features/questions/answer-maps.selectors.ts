/** Which answer's map is looked at, and what there is of it. Pure. */
import { answerLayer, type LayerChoice, layerMaps } from '../../../core/explain';
import { splitPunctuation } from '../../../core/given-words';
import { type PatchMap, sumMaps } from '../../../core/maps';
import type { ExplainedAnswer, ExplainMethod } from '../../../core/protocol';
import { groupWords, type WordTokens, wordMap } from '../../../core/words';
import type { App } from '../../store/app-state';
import type { AnswerExplanation } from './answer-maps.slice';
import type { AnsweredQuestion } from './answered';
import { currentHistory } from './questions.selectors';

/** An answer to a question of the picture on the stage, or a word of the question as it led to that answer. */
export interface AnswerRef {
  /** Of the question. */
  id: string;
  /** Counted from 0, the best first. */
  answer: number;
  /** Counted from 0; null for the answer itself. */
  word: number | null;
}

export function sameRef(a: AnswerRef | null, b: AnswerRef | null): boolean {
  return a?.id === b?.id && a?.answer === b?.answer && a?.word === b?.word;
}

/** The question that is meant; null when it is none of the picture on the stage. */
export function refersTo(
  state: Pick<App, 'questions' | 'pictures'>,
  { id }: AnswerRef,
): AnsweredQuestion | null {
  return currentHistory(state).find((one) => one.id === id) ?? null;
}

/** How an answer is explained: as the person chose it for captions. */
export function answerMethod({ heatmap }: Pick<App, 'heatmap'>): ExplainMethod {
  return heatmap.method === 'attention' ? 'attention' : 'grad-cam';
}

/** Names an answer of the picture on the stage and how it is explained. Null when there is no such answer. */
export function explainedKey(
  state: Pick<App, 'heatmap' | 'pictures'>,
  { text, masked, model, answers }: AnsweredQuestion,
  answer: number,
): string | null {
  const chosen = answers[answer];
  const { currentId } = state.pictures;
  if (!chosen || !currentId) return null;
  return JSON.stringify([answerMethod(state), model, currentId, masked, text, chosen.tokenIds]);
}

/** What is known of an answer's maps by the chosen method; null before they were asked for. */
export function explanationOfAnswer(
  state: Pick<App, 'answerMaps' | 'heatmap' | 'pictures'>,
  answered: AnsweredQuestion,
  answer: number,
): AnswerExplanation | null {
  const key = explainedKey(state, answered, answer);
  return (key && state.answerMaps.explanations[key]) || null;
}

/** The maps of the answer that is selected; null where they are not here. */
export function pinnedExplanation(state: App): ExplainedAnswer | null {
  const { pinned } = state.answerMaps;
  const answered = pinned && refersTo(state, pinned);
  return (answered && explanationOfAnswer(state, answered, pinned.answer)?.explained) ?? null;
}

/** The layer that a person chose, if the model has it, else the one that explains best. */
export function layerOfAnswer(
  { gradCam }: Pick<App, 'gradCam'>,
  { whole }: Pick<ExplainedAnswer, 'whole'>,
): LayerChoice {
  const { answer: chosen } = gradCam.layers;
  return chosen === 'sum' || (chosen !== null && chosen < whole.length) ? chosen : answerLayer(whole.length);
}

/** A word of a question; its map is null before it is computed. */
export interface QuestionWord {
  text: string;
  map: PatchMap | null;
}

/** The words of a question as a person typed them, without maps. */
export function questionWords(text: string): QuestionWord[] {
  return groupedWords(text).map((word) => ({ text: word.text, map: null }));
}

function groupedWords(text: string): WordTokens[] {
  return groupWords(splitPunctuation(text).map((piece) => ({ text: piece, special: false })));
}

/** The maps of a layer, or of all: of the whole answer, and of each word of the question. */
export interface AnswerMaps {
  answer: PatchMap;
  words: readonly QuestionWord[];
}

const made = new WeakMap<ExplainedAnswer, AnswerMaps & { layer: LayerChoice }>();

/** The same object as long as explanation and layer are the same. */
export function mapsOfAnswer(explained: ExplainedAnswer, question: string, layer: LayerChoice): AnswerMaps {
  const before = made.get(explained);
  if (before?.layer === layer) return before;
  const maps = { layer, answer: wholeMap(explained, layer), words: mappedWords(explained, question, layer) };
  made.set(explained, maps);
  return maps;
}

/** The map of the whole answer. */
export function wholeMap({ whole }: Pick<ExplainedAnswer, 'whole'>, layer: LayerChoice): PatchMap {
  return layer === 'sum' ? sumMaps(whole) : whole[layer]!;
}

/** As typed where the model reads as many words; otherwise in the model's words. */
function mappedWords(
  { question: { tokens, maps } }: ExplainedAnswer,
  text: string,
  layer: LayerChoice,
): QuestionWord[] {
  const ofTokens = layerMaps(maps, layer);
  // Without start and end. A word that the model does not know is one, too.
  const pieces = tokens.slice(1, -1).map((token) => ({ text: token.text, special: false }));
  const found = groupWords(pieces);
  const typed = groupedWords(text);
  return found.map((word, at) => ({
    text: (typed.length === found.length ? typed[at] : word)?.text ?? word.text,
    map: wordMap(ofTokens.slice(1, -1), word),
  }));
}
