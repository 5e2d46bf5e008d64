import type { Region } from '../../../core/protocol';
import type { Messages } from '../../i18n/messages';
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, maskOfCaption, uneditedTextOf } from '../captions/run';
import type { Heat, HeatLook } from '../heatmap/draw';
import { methodInUse } from '../heatmap/grad-cam.selectors';
import { shownWords } from '../heatmap/heatmap.selectors';
import { strongestPlace } from '../heatmap/place';
import { type MappedWord, type SentenceHeat, sharedRange } from '../heatmap/shown-words';

/** One picture of the figure: the sentence as a whole, or a word. */
export interface Panel {
  title: string;
  /** What is known of it in a few words. */
  note: string;
  heat: Heat;
}

export interface Figure {
  sentence: string;
  /** The exact term for the maps. */
  term: string;
  computing: boolean;
  panels: readonly Panel[];
  /** What the model did not see of the picture when it wrote the sentence. */
  masked: readonly Region[];
}

/**
 * The paper's figure of a caption: first the sentence, then every word. Null when there is no such caption.
 * @param caption the one whose words are side by side unless given.
 */
export function figureOf(state: App, caption: number | null = state.figure.caption): Figure | null {
  const run = currentRun(state);
  const shown = run && caption !== null ? shownWords(state, run, caption) : null;
  if (!run || caption === null || !shown || shown.words.length === 0) return null;
  const { words, sentence, computing } = shown;
  const written = captionAt(run, caption);
  const masked = maskOfCaption(run, caption);
  const rangeOf = (word: MappedWord) =>
    state.heatmap.scale === 'sentence' ? sharedRange(words, word) : null;
  const { figure } = state.language.messages;
  const panels = words.map((word) =>
    panelOf(figure, word, { values: word.map, grid: word.grid, range: rangeOf(word) }),
  );
  return {
    sentence: written ? uneditedTextOf(written) : '',
    term: termOf(state, words, masked),
    masked,
    computing,
    panels: sentence ? [wholePanel(state.language.messages, sentence), ...panels] : panels,
  };
}

function wholePanel({ figure, heatmap }: Messages, { map, grid }: SentenceHeat): Panel {
  const place = strongestPlace(map, grid);
  const note = place ? heatmap.places[place] : '';
  return { title: figure.sentence, note, heat: { values: map, grid } };
}

function panelOf({ note }: Messages['figure'], { text, probability }: MappedWord, heat: Heat): Panel {
  const place = strongestPlace(heat.values, heat.grid);
  return { title: text, note: note({ share: probability, place }), heat };
}

function termOf(state: App, words: readonly MappedWord[], masked: readonly Region[]): string {
  const asked = words.some((word) => word.asked);
  const { heatmap, figure } = state.language.messages;
  const { term } = heatmap.methods[asked ? methodInUse(state) : 'attention'];
  return masked.length > 0 ? `${term} · ${figure.masked({ count: masked.length })}` : term;
}

export type FigureLook = Pick<HeatLook, 'opacity' | 'palette' | 'mode'>;

export interface Place {
  x: number;
  y: number;
}

/** Rows and columns for that number of panels, slightly wider than high, and the place of each. */
export function layout(
  count: number,
  panel: { width: number; height: number },
  gap: number,
): { width: number; height: number; places: Place[] } {
  const proportion = (panel.height + gap) / (panel.width + gap);
  const columns = Math.min(count, Math.max(1, Math.ceil(Math.sqrt(count * 1.6 * proportion))));
  const rows = Math.ceil(count / columns);
  const places = Array.from({ length: count }, (_, index) => ({
    x: gap + (index % columns) * (panel.width + gap),
    y: gap + Math.floor(index / columns) * (panel.height + gap),
  }));
  return {
    width: gap + columns * (panel.width + gap),
    height: gap + rows * (panel.height + gap),
    places,
  };
}
