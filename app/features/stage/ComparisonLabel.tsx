import { useMessages } from '../../i18n/use-messages';
import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, textOf } from '../captions/run';
import { heatTitle } from '../heatmap/heat-text';
import { type CaptionHeat, pinnedHeat, shownHeat } from '../heatmap/shown-heat';

/** Above one of two pictures: what is on it. */
export function ComparisonLabel({ pinned = false }: { pinned?: boolean }) {
  const m = useMessages().stage;
  const title = useApp((state) => titleOf(state, pinned));
  const hasPin = useApp((state) => state.selection.pinned !== null);
  const bare = useApp((state) => state.heatmap.comparison === 'picture' || state.heatmap.sentenceLevel);
  return (
    <>
      {title}
      {pinned && !bare && <span> · {hasPin ? m.pinned : m.pinHere}</span>}
    </>
  );
}

function titleOf(state: App, pinned: boolean): string {
  const { comparison } = state.heatmap;
  const { stage: m, figure } = state.language.messages;
  if (pinned && comparison === 'picture') return m.panePicture;
  const heat = (pinned ? pinnedHeat : shownHeat)(state);
  if (!heat) return m.paneHeat;
  if (heat.word !== null || heat.caption === null) return heatTitle(state, heat.word);
  return comparison === 'picture' ? figure.sentence : sentenceOf(state, heat);
}

function sentenceOf(state: App, { caption }: CaptionHeat): string {
  const run = currentRun(state);
  const shown = run && captionAt(run, caption);
  return shown ? textOf(shown) : '';
}
