import type { App } from '../../store/app-state';
import type { Heat } from '../heatmap/draw';
import { heatTitle } from '../heatmap/heat-text';
import { isComparing, pinnedHeat, type ShownHeat, shownHeat } from '../heatmap/shown-heat';

/** One picture of the stage, and the heat on it. */
export interface Pane {
  /** What is on it; empty when it is the only one. */
  title: string;
  heat: Heat | null;
}

/** What is on the stage: the picture, or two side by side. */
export function panesOf(state: App): Pane[] {
  const { visible, comparison } = state.heatmap;
  const shown = shownHeat(state);
  const main = visible ? shown : null;
  if (comparison === 'picture')
    return [
      { title: state.language.messages.stage.panePicture, heat: null },
      { title: titleOf(state, shown), heat: main },
    ];
  if (!isComparing(state)) return [{ title: '', heat: main }];
  const pinned = pinnedHeat(state);
  return [
    { title: titleOf(state, pinned), heat: visible ? pinned : null },
    { title: titleOf(state, shown), heat: main },
  ];
}

function titleOf(state: App, shown: ShownHeat | null): string {
  return shown ? heatTitle(state, shown.word) : '';
}
