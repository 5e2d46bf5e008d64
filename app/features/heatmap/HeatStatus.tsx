import type { App } from '../../store/app-state';
import { useApp } from '../../store/react';
import { heatLabel } from './heat-text';
import { pinnedHeat, shownHeat } from './shown-heat';

/**
 * Announces where the heatmap is strongest when it changes without the focus: while a sentence plays, for the
 * whole of one, for two that are compared, and for an answer. A word in focus says so itself.
 */
export function HeatStatus() {
  const text = useApp(statusOf);
  return (
    <div role="status" data-testid="heat-status" className="visually-hidden">
      {text}
    </div>
  );
}

function statusOf(state: App): string {
  const heat = state.heatmap.visible ? shownHeat(state) : null;
  if (!heat || heat.why === 'newest') return '';
  const pinned = pinnedHeat(state);
  if (pinned)
    return state.language.messages.heatmap.compared({
      first: heatLabel(state, pinned),
      second: heatLabel(state, heat),
    });
  const isNews = state.selection.playing || state.heatmap.sentenceLevel;
  return isNews || (heat.caption === null && heat.why === 'pinned') ? heatLabel(state, heat) : '';
}
