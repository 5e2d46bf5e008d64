import { expect, test } from 'vitest';
import { captionOf, picture, runOf, setUpReady } from '../../test/scene';
import { currentRun } from './captions.selectors';
import { type Run, restartRun } from './run';

/** A run as the store has it. */
async function settledRun(): Promise<Run> {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('a dog')));
  return currentRun(store.getState())!;
}

test('a run that starts over has nothing of its first try but what was asked for', async () => {
  const run = await settledRun();
  const { id, settings, pinned } = run;
  expect(restartRun(run)).toMatchObject({
    id,
    settings,
    pinned,
    status: 'queued',
    captions: [],
    restarted: true,
  });
});
