/** Which answer's map is looked at, and what there is of it. Pure. */
import { layerMaps } from '../../../core/explain';
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

/** All layers' maps added: of the whole answer, and of each word of the question. */
export interface AnswerMaps {
  answer: PatchMap;
  words: readonly QuestionWord[];
}

const made = new WeakMap<ExplainedAnswer, AnswerMaps>();

/** The same object for the same explanation. */
export function mapsOfAnswer(explained: ExplainedAnswer, question: string): AnswerMaps {
  const maps = made.get(explained) ?? {
    answer: sumMaps(explained.whole),
    words: mappedWords(explained, question),
  };
  made.set(explained, maps);
  return maps;
}

/** As typed where the model reads as many words; otherwise in the model's words. */
function mappedWords({ question: { tokens, maps } }: ExplainedAnswer, text: string): QuestionWord[] {
  const ofTokens = layerMaps(maps, 'sum');
  // Without start and end. A word that the model does not know is one, too.
  const pieces = tokens.slice(1, -1).map((token) => ({ text: token.text, special: false }));
  const found = groupWords(pieces);
  const typed = groupedWords(text);
  return found.map((word, at) => ({
    text: (typed.length === found.length ? typed[at] : word)?.text ?? word.text,
    map: wordMap(ofTokens.slice(1, -1), word),
  }));
}
