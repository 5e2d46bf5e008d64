import { Button } from '@mantine/core';
import { errorText } from '../../i18n/messages';
import { rich, strong } from '../../i18n/rich';
import { useMessages } from '../../i18n/use-messages';
import { useApp, useAppStore } from '../../store/react';
import { DEMO_ID } from '../models/active/names';
import { awaitedJob, isGuessed } from '../photographs/photographs.selectors';
import { Reminder } from '../photographs/Reminder';
import { pictureById } from '../pictures/pictures.selectors';
import classes from './captions.module.css';
import { type OutOfDistribution, outOfDistribution } from './out-of-distribution';
import type { Run } from './run';

/** How far the captions below are to be trusted, where there is something to say about it. */
export function Remarks({ run }: { run: Run }) {
  const own = useApp(({ pictures }) => pictureById(pictures, run.pictureId)?.sample === false);
  const messages = useMessages();
  const m = messages.captions;
  const guessed = useApp((state) => isGuessed(state, run));
  const choice = useApp((state) => state.photographs.choice);
  const installing = useApp(awaitedJob) !== null;
  const foreign = outOfDistribution(run);
  // How far the model for photographs is, is above.
  if (guessed && installing) return null;
  if (foreign) return <OutOfDistributionNote {...foreign} />;
  if (guessed && choice === 'later' && run.captions.length > 0) return <Reminder />;
  const matched = run.captions.some(({ match }) => match !== null);
  if (run.matchError)
    return <p className={classes.aside}>{m.notCompared({ error: errorText(messages, run.matchError) })}</p>;
  if (matched || !own || run.model?.id !== DEMO_ID || run.captions.length === 0) return null;
  return <p className={classes.aside}>{m.demoGuesses}</p>;
}

function OutOfDistributionNote({ how, probability }: OutOfDistribution) {
  const { common, captions } = useMessages();
  const m = captions.outOfDistribution;
  const { getState } = useAppStore();
  return (
    <div role="status" className={classes.foreign}>
      <p>{rich(how === 'unfit' ? m.unfit({ share: probability }) : m.unlike, { b: strong })}</p>
      <Button variant="default" onClick={() => getState().library.openDialog()}>
        {common.openModels}
      </Button>
    </div>
  );
}
