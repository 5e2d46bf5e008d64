/** The heat of an answer on the picture. Pure. */
import type { ExplainMethod, LayerChoice } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import type { Heat } from '../heatmap/draw';
import { type Range, rangeOf } from '../heatmap/maps';
import {
  type AnswerMaps,
  type AnswerRef,
  explanationOfAnswer,
  layerOfAnswer,
  mapsOfAnswer,
  refersTo,
} from './answer-maps.selectors';
import type { AnsweredQuestion } from './answered';

/** The heat of an answer, or of a word of its question. */
export interface AnswerHeat extends Heat {
  caption: null;
  answered: AnsweredQuestion;
  ref: AnswerRef;
  /** The answer, or the word. */
  word: string;
  why: 'hovered' | 'pinned';
  how: ExplainMethod;
  layer: LayerChoice;
}

/** What is hovered if its map is here, else what is pinned. */
export function answerHeat(state: App): AnswerHeat | null {
  const { hovered, pinned } = state.answerMaps;
  return (hovered && heatOf(state, hovered, 'hovered')) ?? (pinned && heatOf(state, pinned, 'pinned'));
}

function heatOf(state: App, ref: AnswerRef, why: AnswerHeat['why']): AnswerHeat | null {
  const answered = refersTo(state, ref);
  const explained = answered && explanationOfAnswer(state, answered, ref.answer)?.explained;
  if (!answered || !explained) return null;
  const layer = layerOfAnswer(state, explained);
  const maps = mapsOfAnswer(explained, answered.text, layer);
  const word = ref.word === null ? null : maps.words[ref.word];
  const values = word ? word.map : maps.answer;
  const text = word?.text ?? answered.answers[ref.answer]?.text;
  if (!values || text === undefined) return null;
  const range = word && state.heatmap.scale === 'sentence' ? rangeOfWords(maps) : null;
  const { grid, method: how } = explained;
  return { values, grid, range, caption: null, answered, ref, word: text, why, how, layer };
}

const ranges = new WeakMap<AnswerMaps, Range>();

/** Of all words of the question, where they share one scale. */
function rangeOfWords(maps: AnswerMaps): Range {
  const range = ranges.get(maps) ?? rangeOf(maps.words.flatMap(({ map }) => map ?? []));
  ranges.set(maps, range);
  return range;
}
