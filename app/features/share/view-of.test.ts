import { expect, test } from 'vitest';
import { captionOf, picture, runOf, setUpCaptioned, setUpReady } from '../../test/scene';
import { answerOf, RED } from '../questions/testing';
import { PICTURE_HASH } from './testing';
import { parseView } from './view-document';
import { viewOf } from './view-of';

test('a view has the run’s settings, the look, and the pinned word', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog', 0.9), captionOf('two cats', 0.1));
  const { items: pictures, currentId } = store.getState().pictures;
  const { runs } = store.getState().captions;
  store.getState().selection.pin({ caption: 1, word: 0 });
  store.getState().heatmap.setMode('spotlight');
  const view = viewOf(store.getState(), pictures[0]!, PICTURE_HASH);
  expect(view).toMatchObject({
    picture: { name: 'dog.jpg', bytes: 6, sha256: PICTURE_HASH },
    model: 'test/model',
    settings: runs[currentId!]!.settings,
    look: { mode: 'spotlight', method: 'attention' },
    caption: { text: 'two cats', bySeed: true, word: 0, compared: null },
  });
  expect(parseView(JSON.stringify(view), 'file')).toEqual(view);
});

test('a pinned caption has no seed, and its edited text is stored with the model’s', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const id = store.getState().pictures.currentId!;
  store.getState().captions.setPinned(id, 0, true);
  store.getState().captions.edit(id, 0, 'My dog!');
  store.getState().captions.enqueue(id);
  store.getState().selection.pin({ caption: -1, word: 1 });
  const view = viewOf(store.getState(), store.getState().pictures.items[0]!, PICTURE_HASH);
  expect(view.caption).toEqual({
    ...{ text: 'a dog', given: '', edited: 'My dog!' },
    ...{ bySeed: false, word: 1, compared: null },
  });
});

test('the words given are in the text of the caption, and named', async () => {
  const { store, client } = await setUpReady();
  store.getState().settings.change({ prompt: 'my dog' });
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('runs')));
  const view = viewOf(store.getState(), store.getState().pictures.items[0]!, PICTURE_HASH);
  expect(view.caption).toMatchObject({ text: 'my dog runs', given: 'my dog' });
});

test('a selected answer is in it with its question and the mask of then', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const { questions, answerMaps, pictures, mask } = store.getState();
  const [first] = pictures.items;
  const masked = [{ left: 0, top: 0, width: 0.5, height: 0.5 }];
  const question = { text: 'what is it?', listed: ['red', 'blue'], answers: RED, model: 'test/model' };
  const id = questions.add(first!.id, { ...question, masked });
  mask.add({ left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
  void answerMaps.show({ id, answer: 1, word: 2 });
  const view = viewOf(store.getState(), first!, PICTURE_HASH);
  expect(view).toMatchObject({ answered: { ...question, answer: 1, word: 2 }, masked });
  expect(parseView(JSON.stringify(view), 'file')).toEqual(view);
});

test('a view with a thousand listed answers is opened again', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const { questions, answerMaps, pictures } = store.getState();
  const answers = Array.from({ length: 1500 }, (_, at) => answerOf(`thing ${at}`, 1 / 1500));
  const listed = answers.map(({ text }) => text);
  const question = { text: 'what is it?', listed, answers, model: 'test/model', masked: [] };
  const id = questions.add(pictures.items[0]!.id, question);
  void answerMaps.show({ id, answer: 1499, word: null });
  const view = viewOf(store.getState(), pictures.items[0]!, PICTURE_HASH);
  expect(parseView(JSON.stringify(view), 'file')).toEqual(view);
});

test('before there are captions, it is settings and look alone', async () => {
  const { store } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const view = viewOf(store.getState(), store.getState().pictures.items[0]!, PICTURE_HASH);
  expect(view).toMatchObject({ caption: null, model: null });
  expect(parseView(JSON.stringify(view), 'file')).toEqual(view);
});
