import { expect, test } from 'vitest';
import type { ScoredText } from '../../../../core/protocol';
import { patchState } from '../../../store/patch-state';
import { captionOf, mapAt, setUpCaptioned, token } from '../../../test/scene';
import { settled } from '../../../worker-client/fake';
import { showWhy } from './why';

const SCORED: ScoredText = {
  tokens: ['a', 'cat', '[SEP]'].map((text) => token(text)),
  maps: [mapAt(0), mapAt(1), mapAt(2)],
  loss: 1,
  match: { probability: 0.9, cosine: 0.3 },
};

async function setUp() {
  const scene = await setUpCaptioned(captionOf('a brown dog'));
  patchState(scene.store, {
    matcher: { loaded: { id: 'test/matcher', dtype: 'q8', bytes: 1, shared: false }, status: 'ready' },
  });
  const heat = () => scene.store.getState().heatmap;
  return { ...scene, heat, before: heat().method };
}

test('the sentence is scored and its match is mapped; the maps before come back', async () => {
  const { store, client, heat, before } = await setUp();
  const end = showWhy(store, 'A cat');
  await settled();
  expect(client.last('scoreText').payload.text).toBe('A cat');
  await client.last('scoreText').done(SCORED);
  expect(heat()).toMatchObject({ method: 'itm', sentenceLevel: true });
  expect(store.getState().selection.pinned).toEqual({ caption: -1, word: 0 });
  expect(client.last('explain').payload).toMatchObject({ source: 'itm', text: 'a cat' });
  end();
  expect(heat()).toMatchObject({ method: before, sentenceLevel: false });
  showWhy(store, 'A cat');
  await settled();
  expect(client.calls('scoreText')).toHaveLength(1);
  expect(heat().method).toBe('itm');
});

test('a picture that was left is not scored', async () => {
  const { store, client, heat, before } = await setUp();
  const end = showWhy(store, 'a cat');
  await settled();
  end();
  await client.last('scoreText').done(SCORED);
  expect(heat().method).toBe(before);
});
