import { expect, test } from 'vitest';
import type { ExplainedText } from '../../../core/protocol';
import type { AppStore } from '../../store/app-state';
import { captionOf, mapAt, picture, runOf, setUpCaptioned, token } from '../../test/scene';
import { pinnedHeat, shownHeat } from './shown-heat';

const words = (store: AppStore) =>
  [pinnedHeat, shownHeat].map((heatOf) => {
    const heat = heatOf(store.getState());
    return heat && [heat.caption, heat.word];
  });

function explainedOf(text: string): ExplainedText {
  const tokens = text.split(' ').map((word) => token(word));
  const maps = [tokens.map(() => mapAt(3))];
  return { grid: [2, 2], tokens, maps, bestLayer: 0, probability: null };
}

test('the whole sentence is the mean of its words, of the caption in view, of the best without one', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.2), captionOf('two', 0.9));
  store.getState().heatmap.toggleSentenceLevel();
  expect(shownHeat(store.getState())).toMatchObject({ word: null, caption: 1, values: mapAt(0) });
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(shownHeat(store.getState())).toMatchObject({ word: null, caption: 0 });
  expect([...shownHeat(store.getState())!.values]).toEqual([0.5, 0.5, 0, 0]);
  store.getState().heatmap.toggleSentenceLevel();
  expect(shownHeat(store.getState())).toMatchObject({ word: 'dog' });
});

test('a word that is pinned or played replaces the sentence', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.toggleSentenceLevel();
  store.getState().selection.pin({ caption: 0, word: 1 });
  expect(store.getState().heatmap.sentenceLevel).toBe(false);
  store.getState().heatmap.toggleSentenceLevel();
  store.getState().selection.togglePlay();
  expect(store.getState().heatmap.sentenceLevel).toBe(false);
  store.getState().selection.clear();
});

test('while captions stream the sentence is what there is of it', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.toggleSentenceLevel();
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  const call = client.last('caption');
  expect(shownHeat(store.getState())).toBeNull();
  call.progress({ type: 'token', caption: 0, token: token('one'), map: mapAt(2) });
  expect(shownHeat(store.getState())).toMatchObject({ word: null, why: 'newest', values: mapAt(2) });
});

test('Grad-CAM of the sentence is asked for without a word, also after another run', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.setMethod('caption');
  expect(client.calls('explain')).toHaveLength(0);
  store.getState().heatmap.toggleSentenceLevel();
  await client.last('explain').done(explainedOf('a dog'));
  expect(shownHeat(store.getState())).toMatchObject({ method: 'caption', values: mapAt(3) });
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  await client.last('caption').done(runOf(captionOf('one red cat')));
  expect(client.calls('explain')).toHaveLength(2);
});

test('a pinned word is compared with the one that was hovered last', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  const { setComparison: chooseBeside } = store.getState().heatmap;
  const { pin, hover: pointAt } = store.getState().selection;
  expect(words(store)).toEqual([null, null]);
  chooseBeside('other');
  expect(words(store)).toEqual([
    [0, 'a'],
    [0, 'brown'],
  ]);
  pin({ caption: 0, word: 2 });
  pointAt({ caption: 0, word: 1 });
  pointAt(null);
  expect(words(store)).toEqual([
    [0, 'dog'],
    [0, 'brown'],
  ]);
  pin({ caption: 0, word: 1 });
  expect(words(store), 'they change places').toEqual([
    [0, 'brown'],
    [0, 'dog'],
  ]);
});

test('with whole sentences it is another caption', async () => {
  const { store } = await setUpCaptioned(
    captionOf('a dog', 0.9),
    captionOf('two', 0.5),
    captionOf('six', 0.1),
  );
  store.getState().heatmap.setComparison('other');
  store.getState().heatmap.toggleSentenceLevel();
  const captions = () => words(store).map((heat) => heat?.[0]);
  expect(captions()).toEqual([0, 1]);
  store.getState().selection.hover({ caption: 2, word: 0 });
  expect(captions()).toEqual([0, 2]);
  store.getState().selection.pin({ caption: 2, word: 0 });
  expect(captions()).toEqual([2, 0]);
  expect(store.getState().heatmap.sentenceLevel).toBe(true);
});

test('both captions are explained, one after the other', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a dog', 0.9), captionOf('two cats', 0.1));
  store.getState().heatmap.setMethod('caption');
  store.getState().heatmap.setComparison('other');
  store.getState().heatmap.toggleSentenceLevel();
  const first = client.last('explain');
  store.getState().selection.hover({ caption: 0, word: 1 });
  expect(first.cancelled).toBe(false);
  await first.done(explainedOf('a dog'));
  expect(client.calls('explain')).toHaveLength(2);
  await client.last('explain').done(explainedOf('two cats'));
  for (const heatOf of [pinnedHeat, shownHeat]) {
    expect(heatOf(store.getState())).toMatchObject({ method: 'caption' });
  }
});

test('a layer’s maps of both captions are there at once', async () => {
  const { store, client } = await setUpCaptioned(captionOf('a', 0.9), captionOf('two', 0.1));
  store.getState().layerSelection.select(1, null);
  store.getState().heatmap.setComparison('other');
  store.getState().heatmap.toggleSentenceLevel();
  await client.last('attention').done([mapAt(3)]);
  await client.last('attention').done([mapAt(2)]);
  expect([pinnedHeat, shownHeat].map((heatOf) => heatOf(store.getState())?.values)).toEqual([
    mapAt(3),
    mapAt(2),
  ]);
});

test('another picture has nothing to compare until it has words', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  store.getState().heatmap.setComparison('other');
  store.getState().pictures.addFiles([picture('2.jpg')]);
  store.getState().pictures.step(1);
  expect(words(store)).toEqual([null, null]);
});
