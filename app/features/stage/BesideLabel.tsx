import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, textOf } from '../captions/run';
import { heatTitle } from '../heatmap/heat-text';
import { heldHeat, type ShownHeat, shownHeat } from '../heatmap/shown-heat';

/** Above one of two pictures: what is on it. */
export function ComparisonLabel({ held = false }: { held?: boolean }) {
  const title = useApp((state) => titleOf(state, held));
  const pinned = useApp((state) => state.selection.pinned !== null);
  const bare = useApp((state) => state.heatmap.comparison === 'picture' || state.heatmap.sentenceLevel);
  return (
    <>
      {title}
      {held && !bare && <span>{pinned ? ' · pinned' : ' · press a word to have it here'}</span>}
    </>
  );
}

function titleOf(state: App, held: boolean): string {
  const { comparison: beside } = state.heatmap;
  if (held && beside === 'picture') return 'The picture';
  const heat = (held ? heldHeat : shownHeat)(state);
  if (!heat) return 'The heat';
  if (heat.word !== null) return heatTitle(heat.word);
  return beside === 'picture' ? 'The whole sentence' : sentenceOf(state, heat);
}

function sentenceOf(state: App, { caption }: ShownHeat): string {
  const run = currentRun(state);
  const shown = run && captionAt(run, caption);
  return shown ? textOf(shown) : '';
}
