/** What the heat on the picture is, in words: for the legend, for what is compared, for screen readers. */
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import type { AnswerHeat } from '../questions/answer-heat';
import { explanationOf, methodInUse } from './grad-cam.selectors';
import { strongestPlace } from './place';
import { captionsInView, pinnedHeat, type ShownHeat, shownHeat } from './shown-heat';

/** Whose heat it is: a word's, or the whole sentence's when that is null. */
export function heatTitle({ language }: App, word: string | null): string {
  const { titleSentence, titleWord } = language.messages.heatmap;
  return word === null ? titleSentence : titleWord({ word });
}

/** The heat's name and where it is strongest, for those who do not see it. */
export function heatLabel(
  { language }: App,
  { word, values, grid }: Pick<ShownHeat, 'word' | 'values' | 'grid'>,
): string {
  return language.messages.heatmap.label({ word, place: strongestPlace(values, grid) });
}

/** What the map is of, with the word or sentence marked by `<b>`; two of them where two are compared. */
export function heatLegend(state: App, shown: ShownHeat): string {
  if (shown.caption === null) return answerLegend(state, shown);
  const { method, word } = shown;
  const legends = state.language.messages.heatmap.legends[method];
  const pinned = pinnedHeat(state);
  if (word === null) return pinned ? legends.sentences : legends.sentence;
  return pinned?.word ? legends.words({ word: pinned.word, second: word }) : legends.word({ word });
}

function answerLegend({ language }: App, { answered, ref, word, how }: AnswerHeat): string {
  const legends = language.messages.questions.legends[how];
  const answer = answered.answers[ref.answer]?.text ?? '';
  return ref.word === null ? legends.answer({ answer }) : legends.word({ word, answer });
}

/** Which layer and head it is, when it is not the usual ones; of a match, how likely that is. */
export function heatDetails(state: App, shown: ShownHeat): string[] {
  const { heatmap, captions } = state.language.messages;
  if (shown.caption === null)
    return state.gradCam.layers.answer === null ? [] : [heatmap.layer({ layer: shown.layer })];
  const { method, ofSelectedLayer, caption } = shown;
  if (method === 'attention') {
    const { layer, head } = ofSelectedLayer ? state.layerSelection : NONE;
    return [
      ...(layer === null ? [] : [heatmap.layer({ layer })]),
      ...(head === null ? [] : [heatmap.head({ head })]),
    ];
  }
  const layer = state.gradCam.layers[method];
  const share = matchOf(state, caption);
  return [
    ...(layer === null ? [] : [heatmap.layer({ layer })]),
    ...(share === null ? [] : [captions.match({ share })]),
  ];
}

const NONE = { layer: null, head: null };

/** The probability that the matcher's map explains. */
function matchOf(state: App, caption: number): number | null {
  const run = currentRun(state);
  return (run && explanationOf(state, run, caption)?.text?.probability) ?? null;
}

/** The exact term for the map that is shown. */
export function heatTerm(state: App): string {
  const { methods, attentionTerm, probabilityTerm } = state.language.messages.heatmap;
  const shown = shownHeat(state);
  if (shown?.caption === null) return state.language.messages.questions.mapTerms[shown.how](shown);
  if (!shown || shown.method === 'attention') {
    return attentionTerm(shown?.ofSelectedLayer ? state.layerSelection : NONE);
  }
  const { term } = methods[shown.method];
  const share = matchOf(state, shown.caption);
  return share === null ? term : probabilityTerm({ term, share });
}

/** Why the map is not the one that was asked for. */
export function heatNote(state: App): string | null {
  const { computing, failedNote, attentionNote } = state.language.messages.heatmap;
  const run = currentRun(state);
  const asked = methodInUse(state);
  const shown = shownHeat(state);
  if (shown?.caption === null) return null;
  const caption = shown?.caption ?? captionsInView(state)[0];
  if (!run || caption === undefined || asked === 'attention') return null;
  if (shown?.method === asked) return null;
  const status = explanationOf(state, run, caption)?.status;
  if (status === 'computing') return computing;
  return status === 'failed' ? failedNote : attentionNote;
}
