import { Button } from '@mantine/core';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import classes from './mask.module.css';
import { canUndoMask, currentRegions, isMarking } from './mask.selectors';
import { sameRegions } from './regions';

/** Below the picture while parts are being marked: what is masked, and what to do now. */
export function MaskBar() {
  return useApp(isMarking) ? <Bar /> : null;
}

function Bar() {
  const { mask: m, common } = useMessages();
  const { getState } = useAppStore();
  const regions = useApp(currentRegions);
  const canUndo = useApp(canUndoMask);
  const changed = useApp((state) => !sameRegions(currentRegions(state), currentRun(state)?.masked ?? []));
  const captionAgain = () => {
    const { pictures, mask, captions } = getState();
    mask.stopMarking();
    if (pictures.currentId) captions.enqueue(pictures.currentId);
  };
  return (
    <fieldset className={classes.bar} aria-label={m.tool}>
      <span role="status" className={classes.said}>
        {regions.length === 0 ? m.draw : m.masked({ count: regions.length })}
      </span>
      <Button size="compact-sm" variant="subtle" disabled={!canUndo} onClick={getState().mask.undo}>
        {common.undo}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={regions.length === 0}
        onClick={getState().mask.clear}
      >
        {m.showAll}
      </Button>
      <Button size="compact-sm" variant="default" onClick={getState().mask.stopMarking}>
        {m.done}
      </Button>
      <Button size="compact-sm" disabled={!changed} onClick={captionAgain}>
        {common.captionAgain}
      </Button>
    </fieldset>
  );
}
