/** Which parts of the pictures are masked. Pure. */
import type { Region } from '../../../core/protocol';
import type { App } from '../../store/app-state';
import { currentRun } from '../captions/captions.selectors';
import { maskOfCaption } from '../captions/run';
import { pinnedHeat, shownHeat } from '../heatmap/shown-heat';

const UNMASKED: readonly Region[] = [];

/** The mask with which a picture is captioned next. */
export function regionsOf({ mask }: Pick<App, 'mask'>, pictureId: string): readonly Region[] {
  return mask.regions[pictureId] ?? UNMASKED;
}

/** The same of the picture on the stage. */
export function currentRegions(state: Pick<App, 'mask' | 'pictures'>): readonly Region[] {
  const { currentId } = state.pictures;
  return currentId ? regionsOf(state, currentId) : UNMASKED;
}

/** Whether parts of the picture on the stage are being marked. */
export function isMarking({ mask, pictures }: Pick<App, 'mask' | 'pictures'>): boolean {
  return mask.markingId !== null && mask.markingId === pictures.currentId;
}

/**
 * The mask that the stage shows: that of the caption or the answer whose heatmap is shown, else what is marked.
 * @param pinned for the pinned side of a comparison.
 */
export function maskOnStage(state: App, pinned = false): readonly Region[] {
  const heat = pinned ? pinnedHeat : shownHeat;
  const shown = isMarking(state) ? null : heat(state);
  const run = currentRun(state);
  if (shown?.caption === null) return shown.answered.masked;
  return shown && run ? maskOfCaption(run, shown.caption) : currentRegions(state);
}

/** Whether there is a step to undo on the picture on the stage. */
export function canUndoMask({ mask, pictures }: Pick<App, 'mask' | 'pictures'>): boolean {
  return pictures.currentId !== null && mask.undoSteps.at(-1)?.pictureId === pictures.currentId;
}
