import type { App } from '../../store/app-state';
import type { Heat } from '../heatmap/draw';
import { heatTitle } from '../heatmap/heat-text';
import { heldHeat, isComparing, type ShownHeat, shownHeat } from '../heatmap/shown-heat';

/** One picture of the stage, and the heat on it. */
export interface Pane {
  /** What is on it; empty when it is the only one. */
  title: string;
  heat: Heat | null;
}

/** What is on the stage: the picture, or two side by side. */
export function panesOf(state: App): Pane[] {
  const { visible: heat, comparison: beside } = state.heatmap;
  const shown = shownHeat(state);
  const main = heat ? shown : null;
  if (beside === 'picture')
    return [
      { title: state.language.messages.stage.panePicture, heat: null },
      { title: titleOf(state, shown), heat: main },
    ];
  if (!isComparing(state)) return [{ title: '', heat: main }];
  const held = heldHeat(state);
  return [
    { title: titleOf(state, held), heat: heat ? held : null },
    { title: titleOf(state, shown), heat: main },
  ];
}

function titleOf(state: App, shown: ShownHeat | null): string {
  return shown ? heatTitle(state, shown.word) : '';
}
