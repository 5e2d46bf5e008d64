// @vitest-environment happy-dom
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { WireError } from '../../../core/protocol';
import { renderWith } from '../../test/render';
import { mapAt, picture, setUpReady, token } from '../../test/scene';
import type { Adjustable } from '../settings/settings.slice';
import { currentRun } from './captions.selectors';
import { RunTrouble } from './RunTrouble';

const FULL = { code: 'out-of-memory', message: 'There is not enough memory.' } as const;
const HUGE = { code: 'image-too-large', message: 'The picture is too large. Make it smaller.' } as const;

type Changes = Partial<Adjustable>;

/** The trouble of a run that was asked for with those settings and failed. */
async function troubleOf(changes: Changes, error: WireError, words = 0) {
  const scene = await setUpReady();
  const { store, client } = scene;
  store.getState().settings.change(changes);
  store.getState().pictures.addFiles([picture()]);
  const call = client.last('caption');
  for (let word = 0; word < words; word++)
    call.progress({ type: 'token', caption: 0, token: token('a'), map: mapAt(0) });
  await call.fail(error);
  const user = renderWith(store, <RunTrouble run={currentRun(store.getState())!} error={error} />);
  return { ...scene, user, action: () => screen.getByRole('button').textContent };
}

test.each<[string, Changes, string]>([
  ['three captions', { numCaptions: 3 }, 'Try with one caption'],
  ['three beams', { method: 'beam', beams: 3 }, 'Try with one caption'],
  ['one caption', { numCaptions: 1 }, 'Caption again'],
  ['one beam of three captions', { method: 'beam', beams: 1, numCaptions: 3 }, 'Caption again'],
  ['the likeliest words only', { method: 'greedy', numCaptions: 3 }, 'Caption again'],
])('where memory did not suffice for %s', async (_, changes, label) => {
  const { action } = await troubleOf(changes, FULL);
  expect(action()).toBe(label);
});

test('one caption is tried at the press of the button', async () => {
  const { user, client } = await troubleOf({ numCaptions: 3 }, FULL);
  await user.click(screen.getByRole('button', { name: 'Try with one caption' }));
  expect(client.last('caption').payload.settings.numCaptions).toBe(1);
});

test('a picture that is too large is to be made smaller: fewer captions would not help', async () => {
  const { action } = await troubleOf({ numCaptions: 3 }, HUGE);
  expect(screen.getByRole('alert').textContent).toContain('Make it smaller.');
  expect(action()).toBe('Remove the picture');
});

test('a picture of a folder cannot be removed: it is tried again', async () => {
  const { store, client } = await setUpReady();
  store
    .getState()
    .pictures.visit({ id: 'folder/a.jpg', name: 'a.jpg', blob: picture(), sample: false, place: 0 });
  await client.last('caption').fail(HUGE);
  renderWith(store, <RunTrouble run={currentRun(store.getState())!} error={HUGE} />);
  expect(screen.getByRole('button').textContent).toBe('Caption again');
});

test.each([
  [0, 'This picture could not be captioned.'],
  [1, 'Captioning did not finish.'],
])('with %i words there, what is said does not deny them', async (words, said) => {
  await troubleOf({}, FULL, words);
  expect(screen.getByRole('alert').textContent).toContain(said);
});
