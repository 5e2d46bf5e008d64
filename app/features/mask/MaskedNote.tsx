import { Button } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, maskOfCaption, type Run, ranking, textOf } from '../captions/run';
import classes from './mask.module.css';
import { partsText } from './regions';

/** Above captions that were written without parts of the picture: says so, and what was said of the whole one. */
export function MaskedNote({ run }: { run: Run }) {
  const { getState } = useAppStore();
  if (run.masked.length === 0) return null;
  const said = run.unmaskedRun && captionAt(run.unmaskedRun, ranking(run.unmaskedRun)[0] ?? 0);
  return (
    <div className={classes.note}>
      <p>
        <strong>With {partsText(run.masked)} of the picture hidden.</strong>
        {said && <> Of the whole picture: “{textOf(said)}”.</>}
      </p>
      <Button size="compact-md" variant="default" onClick={getState().mask.clear}>
        Back to the whole picture
      </Button>
    </div>
  );
}

/** At a kept or typed caption: which picture it belongs to, where that is not plain. */
export function MaskOfPinned({ caption }: { caption: number }) {
  const text = useApp((state) => {
    const run = currentRun(state);
    if (!run || caption >= 0) return null;
    const hidden = maskOfCaption(run, caption);
    if (hidden.length > 0) return `With ${partsText(hidden)} of the picture hidden`;
    return run.masked.length > 0 ? 'Of the whole picture' : null;
  });
  return text && <p className={classes.of}>{text}</p>;
}
