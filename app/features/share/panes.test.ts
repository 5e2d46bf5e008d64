import { expect, test } from 'vitest';
import { captionOf, mapAt, setUpCaptioned } from '../../test/scene';
import { panesOf } from './panes';

test('one picture with the heat on it, or none', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  expect(panesOf(store.getState())).toEqual([{ title: '', heat: null }]);
  store.getState().selection.pin({ caption: 0, word: 1 });
  expect(panesOf(store.getState())).toMatchObject([{ title: '', heat: { values: mapAt(1) } }]);
  store.getState().heatmap.toggle();
  expect(panesOf(store.getState())).toEqual([{ title: '', heat: null }]);
});

test('the bare picture or another word next to it, as on the stage', async () => {
  const { store } = await setUpCaptioned(captionOf('a brown dog'));
  store.getState().selection.pin({ caption: 0, word: 1 });
  store.getState().heatmap.setComparison('picture');
  expect(panesOf(store.getState())).toMatchObject([
    { title: 'The picture', heat: null },
    { title: '“brown”', heat: { values: mapAt(1) } },
  ]);
  store.getState().heatmap.setComparison('other');
  expect(panesOf(store.getState())).toMatchObject([
    { title: '“brown”', heat: { values: mapAt(1) } },
    { title: '“dog”', heat: { values: mapAt(2) } },
  ]);
});
