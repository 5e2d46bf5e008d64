import { Button } from '@mantine/core';
import { useApp, useAppStore } from '../../store/react';
import { DEMO_ID } from '../models/active/names';
import classes from './captions.module.css';
import { percent } from './format';
import { type OutOfDistribution, outOfDistribution } from './out-of-distribution';
import type { Run } from './run';

/** How far the captions below are to be trusted, where there is something to say about it. */
export function Remarks({ run }: { run: Run }) {
  const own = useApp(({ pictures }) =>
    pictures.items.some(({ id, sample }) => id === run.pictureId && !sample),
  );
  const foreign = outOfDistribution(run);
  if (foreign) return <OutOfDistributionNote {...foreign} />;
  const matched = run.captions.some(({ match }) => match !== null);
  if (run.matchError)
    return (
      <p className={classes.aside}>
        The captions could not be compared with the picture, so the surest comes first.{' '}
        {run.matchError.message}
      </p>
    );
  if (matched || !own || run.model?.id !== DEMO_ID || run.captions.length === 0) return null;
  return (
    <p className={classes.aside}>
      The demo model is small and has seen drawn scenes only, like the samples. On your own pictures its words
      are guesses.
    </p>
  );
}

function OutOfDistributionNote({ how, probability }: OutOfDistribution) {
  const { getState } = useAppStore();
  return (
    <div role="status" className={classes.foreign}>
      <p>
        <strong>This picture looks outside what this model knows.</strong>{' '}
        {how === 'unfit'
          ? `No caption fits it well; the best reaches ${percent(probability)}.`
          : 'It is unlike what the model learned from, so its words are guesses.'}{' '}
        Another model may see more.
      </p>
      <Button variant="default" onClick={() => getState().library.openDialog()}>
        Open Models
      </Button>
    </div>
  );
}
