import { expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { captionOf, MODEL, mapAt, picture, runOf, type Scene, setUpReady, token } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { shownWord } from '../heatmap/heatmap.selectors';
import { RED } from '../questions/testing';
import { lookOf } from './look';
import { restoreView } from './restore-view';
import type { Shortfall } from './saved-view.slice';
import { VIEW } from './testing';
import type { SavedView } from './view-document';

/** A scene whose picture was captioned otherwise. */
async function setUpPicture(): Promise<Scene & { id: string; note: () => string | undefined }> {
  const scene = await setUpReady();
  scene.store.getState().pictures.addFiles([picture()]);
  await scene.client.last('caption').done(runOf(captionOf('two cats')));
  const note = () => scene.store.getState().savedView.note?.kind;
  return { ...scene, id: scene.store.getState().pictures.currentId!, note };
}

test('the same model writes the caption again from its seed, and the word is pinned', async () => {
  const { store, client, id, note } = await setUpPicture();
  const restoring = restoreView(store, VIEW, id);
  await settled();
  expect(client.last('caption').payload.settings).toEqual(VIEW.settings);
  expect(note()).toBe('restoring');
  await client.last('caption').done(runOf(captionOf('some dog'), captionOf('a brown dog')));
  await restoring;
  expect(shownWord(store.getState())).toMatchObject({ text: 'dog', caption: 1, why: 'pinned' });
  expect(lookOf(store.getState())).toEqual(VIEW.look);
  const { overrides, seed, seedLocked } = store.getState().settings;
  expect({ overrides, seed, seedLocked }).toEqual({ overrides: { topP: 0.8 }, seed: 7, seedLocked: true });
  expect(store.getState().savedView.note).toMatchObject({ kind: 'restored', shortfall: null });
});

test('a caption that is there is not written again', async () => {
  const { store, client, id, note } = await setUpPicture();
  const view = { ...VIEW, caption: { ...VIEW.caption!, text: 'two cats', word: 1, edited: 'Two cats!' } };
  await restoreView(store, view, id);
  expect(client.calls('caption')).toHaveLength(1);
  expect(shownWord(store.getState())?.text).toBe('cats');
  expect(store.getState().captions.runs[id]?.captions[0]?.edited).toBe('Two cats!');
  expect(note()).toBe('restored');
});

test('a question joins those of the picture, and the answer is selected', async () => {
  const { store, id } = await setUpPicture();
  const answered = {
    text: 'what is it?',
    listed: null,
    answers: RED,
    model: 'other/vqa',
    answer: 1,
    word: null,
  };
  const view = { ...VIEW, caption: { ...VIEW.caption!, text: 'two cats', word: null }, answered };
  await restoreView(store, view, id);
  await restoreView(store, view, id);
  const [question, ...others] = store.getState().questions.histories[id] ?? [];
  expect(others).toEqual([]);
  expect(question).toMatchObject({ text: 'what is it?', answers: RED, model: 'other/vqa', masked: [] });
  expect(store.getState().answerMaps.pinned).toEqual({ id: question!.id, answer: 1, word: null });
});

/** Plays the models that read a typed text. */
async function score({ client }: Scene, text: string): Promise<void> {
  await settled();
  expect(client.last('scoreText').payload.text).toBe(text);
  const tokens = text.split(' ').map((word) => token(word));
  await client
    .last('scoreText')
    .done({ tokens, maps: tokens.map((_, at) => mapAt(at)), loss: 2, match: null });
}

test.each<[string, SavedView, Shortfall | null]>([
  ['of another model', { ...VIEW, model: 'other/model' }, { reason: 'other-model', model: 'other/model' }],
  ['that was typed', { ...VIEW, caption: { ...VIEW.caption!, bySeed: false } }, null],
])('a caption %s is read as if it had been typed', async (_, view, shortfall) => {
  const scene = await setUpPicture();
  const { store, client, id } = scene;
  const restoring = restoreView(store, view, id);
  await score(scene, 'a brown dog');
  await restoring;
  expect(client.calls('caption')).toHaveLength(1);
  expect(shownWord(store.getState())).toMatchObject({ text: 'dog', caption: -1 });
  const note = store.getState().savedView.note;
  expect(note?.kind === 'restored' && note.shortfall).toEqual(shortfall);
});

test('the words given are written again with the caption, also from a view without them', async () => {
  for (const text of ['my dog runs', 'runs']) {
    const scene = await setUpPicture();
    const { store, client, id } = scene;
    const settings = { ...VIEW.settings, prompt: 'my dog' };
    const caption = { ...VIEW.caption!, text, given: 'my dog', word: 0 };
    const restoring = restoreView(store, { ...VIEW, settings, caption }, id);
    await settled();
    await client.last('caption').done(runOf(captionOf('runs')));
    await restoring;
    expect(shownWord(store.getState())).toMatchObject({ text: 'runs', caption: 0 });
    expect(client.calls('scoreText')).toHaveLength(0);
  }
});

test.each([
  ['my dog', 'my dog runs fast', 'runs'],
  ['my do', 'my dogs run', 'dogs'],
])('after “%s”, the word of a sentence that was read as typed is the same', async (given, text, word) => {
  const scene = await setUpPicture();
  const { store, id } = scene;
  const caption = { ...VIEW.caption!, text, given, word: 0, bySeed: false };
  const restoring = restoreView(store, { ...VIEW, caption }, id);
  await score(scene, text);
  await restoring;
  expect(shownWord(store.getState())).toMatchObject({ text: word, caption: -1 });
});

test('where the seed gives other words, the sentence is added as a typed one', async () => {
  const scene = await setUpPicture();
  const { store, client, id } = scene;
  const restoring = restoreView(store, VIEW, id);
  await settled();
  await client.last('caption').done(runOf(captionOf('a brown horse')));
  await score(scene, 'a brown dog');
  await restoring;
  expect(shownWord(store.getState())?.text).toBe('dog');
  expect(store.getState().savedView.note).toMatchObject({
    shortfall: { reason: 'other-words', model: null },
  });
});

test('it waits for a model that is still loading', async () => {
  const { store, client, id } = await setUpPicture();
  patchState(store, { model: { status: 'loading', loaded: null } });
  const restoring = restoreView(store, VIEW, id);
  await settled();
  expect(client.calls('caption')).toHaveLength(1);
  patchState(store, { model: { status: 'ready', loaded: MODEL } });
  await settled();
  await client.last('caption').done(runOf(captionOf('a brown dog')));
  await restoring;
  expect(shownWord(store.getState())?.text).toBe('dog');
});

test('the mask of a view is restored', async () => {
  const { store, client, id } = await setUpPicture();
  const masked = [{ left: 0.1, top: 0.2, width: 0.3, height: 0.4 }];
  // The same words, but of the whole picture.
  const view = { ...VIEW, masked, caption: { ...VIEW.caption!, text: 'two cats', word: 1 } };
  const restoring = restoreView(store, view, id);
  await settled();
  expect(client.last('caption').payload.masked).toEqual(masked);
  await client.last('caption').done(runOf(captionOf('two cats')));
  await restoring;
  expect(shownWord(store.getState())?.text).toBe('cats');
  store.getState().savedView.undo();
  expect(store.getState().mask.regions).toEqual({});
});

test('undo brings back settings, look and captions, even while the view is on its way', async () => {
  const { store, client, id } = await setUpPicture();
  store.getState().selection.pin({ caption: 0, word: 1 });
  const before = store.getState();
  const restoring = restoreView(store, VIEW, id);
  await settled();
  store.getState().savedView.undo();
  await client.last('caption').done(runOf(captionOf('a brown dog')));
  await restoring;
  for (const slice of ['settings', 'heatmap', 'gradCam', 'layerSelection', 'mask'] as const)
    expect(store.getState()[slice]).toEqual(before[slice]);
  expect(store.getState().selection.pinned).toEqual(before.selection.pinned);
  expect(store.getState().captions.runs[id]).toBe(before.captions.runs[id]);
  expect(store.getState().savedView.note).toBeNull();
  expect(shownWord(store.getState())?.text).toBe('cats');
});

test('on another picture a note says that the caption is missing', async () => {
  const { store, client, id } = await setUpPicture();
  const restoring = restoreView(store, VIEW, id);
  await settled();
  store.getState().pictures.addFiles([picture('cat.jpg')]);
  await restoring;
  expect(store.getState().savedView.note).toMatchObject({
    kind: 'restored',
    shortfall: { reason: 'left', model: null },
  });
  expect(client.calls('scoreText')).toHaveLength(0);
});
