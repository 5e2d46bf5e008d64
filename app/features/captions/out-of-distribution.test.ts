import { expect, test } from 'vitest';
import type { MatchedCaption } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { captionOf, matchedOf, picture, runOf, setUpReady } from '../../test/scene';
import { DEMO_ID } from '../models/active/names';
import { currentRun } from './captions.selectors';
import { outOfDistribution } from './out-of-distribution';

/** What is made of a picture with those captions, compared by that model. */
async function verdictOf(matcher: string, ...captions: MatchedCaption[]) {
  const { store, client } = await setUpReady();
  patchState(store, { matcher: { loaded: { id: matcher, dtype: 'q8', bytes: 1, shared: true } } });
  store.getState().pictures.addFiles([picture()]);
  expect(outOfDistribution(currentRun(store.getState())!)).toBeNull();
  await client.last('caption').done(runOf(...captions));
  return outOfDistribution(currentRun(store.getState())!);
}

const dog = (probability: number, cosine: number | null) =>
  matchedOf(captionOf('a dog'), probability, cosine);

test('for a matcher without measured thresholds, a match of one half is enough', async () => {
  expect(await verdictOf('some/matcher', dog(0.4, 0.9), dog(0.1, 0.9))).toEqual({
    how: 'unfit',
    probability: 0.4,
  });
  expect(await verdictOf('some/matcher', dog(0.51, 0.1), dog(0.1, 0.1))).toBeNull();
  expect(await verdictOf('some/matcher', dog(0.51, null))).toBeNull();
});

test('for the demo model, match and cosine both have thresholds', async () => {
  expect(await verdictOf(DEMO_ID, dog(0.95, 0.9), dog(0.1, 0.2))).toBeNull();
  expect(await verdictOf(DEMO_ID, dog(0.4, 0.9))).toEqual({ how: 'unfit', probability: 0.4 });
  expect(await verdictOf(DEMO_ID, dog(0.6, 0.9))).toEqual({ how: 'unlike', probability: 0.6 });
  expect(await verdictOf(DEMO_ID, dog(0.95, 0.7), dog(0.1, 0.9))).toEqual({
    how: 'unlike',
    probability: 0.95,
  });
});

test('captions that nothing compared say nothing about the picture', async () => {
  expect(await verdictOf(DEMO_ID, { ...captionOf('a dog'), match: null })).toBeNull();
});
