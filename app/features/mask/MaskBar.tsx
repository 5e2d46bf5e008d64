import { Button } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import classes from './mask.module.css';
import { canUndoMask, currentRegions, isMarking } from './mask.selectors';
import { partsText, sameRegions } from './regions';

/** Under the picture while parts are being marked: what is hidden, and what to do now. */
export function MaskBar() {
  return useApp(isMarking) ? <Bar /> : null;
}

function Bar() {
  const { getState } = useAppStore();
  const regions = useApp(currentRegions);
  const canUndo = useApp(canUndoMask);
  const changed = useApp((state) => !sameRegions(currentRegions(state), currentRun(state)?.masked ?? []));
  const captionAgain = () => {
    const { currentId } = getState().pictures;
    const { stopMarking } = getState().mask;
    const { enqueue: captionPicture } = getState().captions;
    stopMarking();
    if (currentId) captionPicture(currentId);
  };
  return (
    <fieldset className={classes.bar} aria-label="Hide parts of the picture">
      <span role="status" className={classes.said}>
        {regions.length === 0 ? 'Draw over what should not be there.' : `${partsText(regions)} hidden.`}
      </span>
      <Button size="compact-sm" variant="subtle" disabled={!canUndo} onClick={getState().mask.undo}>
        Undo
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={regions.length === 0}
        onClick={getState().mask.clear}
      >
        Show all
      </Button>
      <Button size="compact-sm" variant="default" onClick={getState().mask.stopMarking}>
        Done
      </Button>
      <Button size="compact-sm" disabled={!changed} onClick={captionAgain}>
        Caption again
      </Button>
    </fieldset>
  );
}
