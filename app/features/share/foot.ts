/** The text below a saved picture: the caption, and what the colours mean. Pure. */

import { plain } from '../../i18n/rich';
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, textOf } from '../captions/run';
import { heatDetails, heatLegend, heatNote, heatTerm } from '../heatmap/heat-text';
import { currentCaption } from '../heatmap/heatmap.selectors';
import { shownHeat } from '../heatmap/shown-heat';

export interface FootLine {
  text: string;
  /** As shares of the largest letters. */
  size: number;
  soft: boolean;
}

export interface Foot {
  /** To be wrapped. */
  lines: FootLine[];
  /** A scale from "least" to "most" goes below them. */
  ramp: boolean;
}

/** Nothing when the person wants the picture alone. */
export function footOf(state: App): Foot {
  if (!state.share.includeCaption) return { lines: [], ramp: false };
  const text = captionText(state);
  const legend = state.heatmap.visible ? legendText(state) : null;
  const lines = [
    ...(text ? [{ text, size: 1, soft: false }] : []),
    ...(legend ?? []).map((line, index) => ({ text: line, size: LEGEND_SIZE, soft: index > 0 })),
  ];
  return { lines, ramp: legend !== null && state.heatmap.mode !== 'contours' };
}

const LEGEND_SIZE = 0.7;

/** The caption in view, also a pinned or typed one, or the question and its answer; empty when there is none. */
export function captionText(state: App): string {
  const shown = shownHeat(state);
  if (shown?.caption === null) {
    const { answered, ref } = shown;
    return `${answered.text} ${answered.answers[ref.answer]?.text ?? ''}`;
  }
  const run = currentRun(state);
  const index = currentCaption(state);
  const caption = run && index !== null ? captionAt(run, index) : undefined;
  return caption ? textOf(caption) : '';
}

/** Whose heat it is, and the exact term for it; null when there is none. */
function legendText(state: App): string[] | null {
  const shown = shownHeat(state);
  if (!shown) return null;
  const { contours } = state.language.messages.heatmap;
  const note = heatNote(state);
  const term = heatTerm(state);
  return [
    [plain(heatLegend(state, shown)), ...heatDetails(state, shown), ...(note ? [note] : [])].join(' · '),
    state.heatmap.mode === 'contours' ? `${term}. ${contours}` : term,
  ];
}
