import { expect, test } from 'vitest';
import type { ScoredText } from '../../../core/protocol';
import { patchState } from '../../store/patch-state';
import { captionOf, mapAt, picture, runOf, setUpCaptioned, setUpReady, token } from '../../test/scene';
import { currentRun } from './captions.selectors';

const JUDGED: ScoredText = {
  tokens: [token('a', 0.5), token('cat', 0.01), token('[SEP]', 0.9)],
  maps: [mapAt(0), mapAt(1), mapAt(2)],
  loss: 1.8,
  match: { probability: 0.03, cosine: 0.1 },
};

test('a typed sentence is among the captions, with its match, and stays after the run', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  void store.getState().typedCaption.add('  a cat ');
  expect(client.last('scoreText').payload).toMatchObject({ text: 'a cat', picture: { id: 'id1' } });
  expect(store.getState().typedCaption.pending).toMatchObject({ text: '  a cat ' });
  await client.last('scoreText').done(JUDGED);
  expect(store.getState().typedCaption.pending).toBeNull();
  const typed = { typed: true, pinned: true, match: JUDGED.match, origin: { prompt: '' } };
  expect(currentRun(store.getState())!.pinned).toMatchObject([typed]);
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  await client.last('caption').done(runOf(captionOf('one dog')));
  expect(currentRun(store.getState())!.pinned).toMatchObject([typed]);
});

test('its Grad-CAM is asked for as for any caption', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  void store.getState().typedCaption.add('a cat');
  await client.last('scoreText').done(JUDGED);
  store.getState().heatmap.setMethod('caption');
  store.getState().selection.hover({ caption: -1, word: 1 });
  expect(client.last('explain').payload.text).toEqual({
    prompt: '',
    tokenIds: JUDGED.tokens.map(({ id }) => id),
  });
});

test('a failure is shown, a cancel is not; neither adds anything', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  void store.getState().typedCaption.add('a cat '.repeat(99));
  await client.last('scoreText').fail({ code: 'bad-settings', message: 'Too long.' });
  expect(store.getState().typedCaption.error).toMatchObject({ message: 'Too long.' });
  void store.getState().typedCaption.add('a cat');
  store.getState().typedCaption.cancel();
  expect(client.last('scoreText').cancelled).toBe(true);
  await client.last('scoreText').abort();
  expect(store.getState()).toMatchObject({ typedCaption: { pending: null, error: null } });
  expect(currentRun(store.getState())!.pinned).toEqual([]);
});

test('nothing is asked without words, a picture or a model', async () => {
  const { store, client } = await setUpReady();
  await store.getState().typedCaption.add('a cat');
  store.getState().pictures.addFiles([picture()]);
  await store.getState().typedCaption.add('  ');
  patchState(store, { model: { loaded: null } });
  await store.getState().typedCaption.add('a cat');
  expect(client.calls('scoreText')).toEqual([]);
});
