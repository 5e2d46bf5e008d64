import { Button } from '@mantine/core';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { currentRun } from '../captions/captions.selectors';
import { captionAt, maskOfCaption, type Run, ranking, textOf } from '../captions/run';
import classes from './mask.module.css';

/** Above captions that were written without parts of the picture: says so, and what was said of the whole one. */
export function MaskedNote({ run }: { run: Run }) {
  const { getState } = useAppStore();
  const m = useMessages().mask;
  const count = run.masked.length;
  if (count === 0) return null;
  const said = run.unmaskedRun && captionAt(run.unmaskedRun, ranking(run.unmaskedRun)[0] ?? 0);
  return (
    <div className={classes.note}>
      <p>{rich(said ? m.noteBefore({ count, caption: textOf(said) }) : m.note({ count }), { b: strong })}</p>
      <Button size="compact-md" variant="default" onClick={getState().mask.clear}>
        {m.back}
      </Button>
    </div>
  );
}

/** At a pinned or typed caption: the mask it was written with, where it differs from the run's. */
export function MaskOfPinned({ caption }: { caption: number }) {
  const text = useApp((state) => {
    const { mask: m } = state.language.messages;
    const run = currentRun(state);
    if (!run || caption >= 0) return null;
    const masked = maskOfCaption(run, caption);
    if (masked.length > 0) return m.captionOfMasked({ count: masked.length });
    return run.masked.length > 0 ? m.captionOfWhole : null;
  });
  return text && <p className={classes.of}>{text}</p>;
}
