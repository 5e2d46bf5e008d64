import { describe, expect, test } from 'vitest';
import { picture } from '../../test/scene';
import { shownHeat } from '../heatmap/shown-heat';
import { bundleOf, INSTALL, libraryOf } from '../models/testing';
import { listedIn } from './answered';
import { currentHistory } from './questions.selectors';
import { ANSWERER, answerOf, EXPLAINED, EXPLAINED_IN_TWO, RED, setUpAnswering } from './testing';

const COLOUR = { text: 'what colour is it', listed: null };
const PLACE = { text: 'where is it', listed: null };

async function setUpAsked() {
  const scene = await setUpAnswering();
  const { store, client } = scene;
  void store.getState().questions.ask(COLOUR);
  await client.last('answerer').done(ANSWERER);
  await client.last('answer').done(RED);
  await client.last('explainAnswer').done(EXPLAINED);
  return { ...scene, asked: () => currentHistory(store.getState()) };
}

describe('a question', () => {
  test('loads the answerer with the first one, and is answered with the mask of now', async () => {
    const { store, client } = await setUpAnswering();
    const region = { left: 0, top: 0, width: 0.5, height: 0.5 };
    store.getState().mask.add(region);
    const asking = store.getState().questions.ask({ text: '  what colour is it ', listed: ['red', 'blue'] });
    expect(store.getState().questions.pending?.question.text).toBe('what colour is it');
    await client.last('answerer').done(ANSWERER);
    expect(client.last('answer').payload).toMatchObject({
      question: 'what colour is it',
      listed: ['red', 'blue'],
      picture: { masked: [region] },
    });
    await client.last('answer').done(RED);
    expect(await asking).toBe(true);
    expect(currentHistory(store.getState())).toMatchObject([
      {
        text: 'what colour is it',
        listed: ['red', 'blue'],
        answers: RED,
        masked: [region],
        model: ANSWERER.id,
      },
    ]);
    void store.getState().questions.ask(PLACE);
    await Promise.resolve();
    expect(client.calls('answerer')).toHaveLength(1);
  });

  test('shows the map of the best answer, and one of its words on demand', async () => {
    const { store, client, asked } = await setUpAsked();
    expect(client.last('explainAnswer').payload).toMatchObject({
      question: COLOUR.text,
      tokenIds: RED[0]!.tokenIds,
      method: 'attention',
    });
    expect(shownHeat(store.getState())).toMatchObject({ word: 'red', values: EXPLAINED.whole[0] });
    const ref = { id: asked()[0]!.id, answer: 0, word: 1 };
    store.getState().answerMaps.toggle(ref);
    expect(shownHeat(store.getState())).toMatchObject({
      word: 'colour',
      values: EXPLAINED.question.maps[0]![2],
    });
    expect(client.calls('explainAnswer')).toHaveLength(1);
  });

  test('shows the last layer, or the one that a person chose if the model has it', async () => {
    const { store, client } = await setUpAnswering();
    void store.getState().questions.ask(COLOUR);
    await client.last('answerer').done(ANSWERER);
    await client.last('answer').done(RED);
    await client.last('explainAnswer').done(EXPLAINED_IN_TWO);
    const shown = () => {
      const heat = shownHeat(store.getState());
      return heat && [...heat.values];
    };
    const { setLayer } = store.getState().gradCam;
    expect(shown()).toEqual([0, 0, 0, 1]);
    setLayer('answer', 0);
    expect(shown()).toEqual([1, 0, 0, 0]);
    setLayer('answer', 'sum');
    expect(shown()).toEqual([1, 0, 0, 1]);
    setLayer('answer', 5);
    expect(shown()).toEqual([0, 0, 0, 1]);
  });

  test('a word of a caption takes the picture, and gives it back unless it is pinned', async () => {
    const { store } = await setUpAsked();
    const { selection } = store.getState();
    selection.hover({ caption: 0, word: 1 });
    expect(shownHeat(store.getState())?.word).toBe('dog');
    selection.hover(null);
    expect(shownHeat(store.getState())?.word).toBe('red');
    selection.pin({ caption: 0, word: 1 });
    selection.hover(null);
    expect(shownHeat(store.getState())?.word).toBe('dog');
    expect(store.getState().answerMaps.pinned).toBeNull();
  });

  test('by another method is explained again', async () => {
    const { store, client } = await setUpAsked();
    store.getState().heatmap.setMethod('caption');
    await Promise.resolve();
    expect(client.last('explainAnswer').payload.method).toBe('grad-cam');
  });

  test('that fails keeps its reason; without an answerer nothing is asked', async () => {
    const { store, client } = await setUpAsked();
    const error = { code: 'unknown', message: 'No.' } as const;
    const asking = store.getState().questions.ask(PLACE);
    await Promise.resolve();
    await client.last('answer').fail(error);
    expect(await asking).toBe(false);
    expect(store.getState().questions).toMatchObject({ failure: { question: PLACE, error }, pending: null });

    store.getState().answerer.reset();
    const again = store.getState().questions.ask(PLACE);
    expect(store.getState().questions.failure).toBeNull();
    await client.last('answerer').fail({ code: 'model-corrupt', message: 'Damaged.' });
    expect(await again).toBe(false);
    expect(store.getState().answerer).toMatchObject({ status: 'failed', error: { message: 'Damaged.' } });
  });

  test('can be cancelled while its model loads, and while it is answered', async () => {
    const { store, client } = await setUpAnswering();
    const { questions } = store.getState();
    const loading = questions.ask(COLOUR);
    questions.cancel();
    expect(client.last('answerer').cancelled).toBe(true);
    await client.last('answerer').abort();
    expect(await loading).toBe(false);
    expect(store.getState().answerer.status).toBe('idle');
    const answering = questions.ask(COLOUR);
    await client.last('answerer').done(ANSWERER);
    questions.cancel();
    expect(client.last('answer').cancelled).toBe(true);
    await client.last('answer').abort();
    expect(await answering).toBe(false);
    expect(store.getState().questions).toMatchObject({ pending: null, failure: null });
  });
});

describe('a question that waits for a model', () => {
  const VQA = bundleOf('vqa', { capabilities: ['answer'] });

  async function setUpWaiting() {
    const scene = await setUpAnswering();
    const { store, library } = scene;
    store.getState().library.openDialog();
    const asking = store.getState().questions.askOnceInstalled(COLOUR);
    store.getState().jobs.add('vqa', INSTALL);
    const choice = () => store.getState().answerer.choice;
    return { ...scene, asking, choice, installed: library.last('install') };
  }

  test('is asked of its picture by the model that is installed', async () => {
    const { store, client, asking, choice, installed } = await setUpWaiting();
    const [first] = store.getState().pictures.items;
    store.getState().library.closeDialog();
    store.getState().pictures.addFiles([picture('cat.jpg')]);
    await installed.done(VQA);
    expect(choice()).toEqual({ kind: 'installed', key: 'vqa' });
    await client.last('answerer').done(ANSWERER);
    expect(client.last('answer').payload).toMatchObject({
      question: COLOUR.text,
      picture: { id: first!.id },
    });
    await client.last('answer').done(RED);
    expect(await asking).toBe(true);
    expect(store.getState().questions).toMatchObject({
      waiting: null,
      histories: { [first!.id]: [{ text: COLOUR.text }] },
    });
  });

  test('goes on waiting where another model is installed', async () => {
    const { store, choice, installed } = await setUpWaiting();
    await installed.done(bundleOf('base'));
    expect(choice()).toEqual({ kind: 'demo' });
    expect(store.getState().questions.waiting?.question).toEqual(COLOUR);
  });

  test('waits no more once the manager is closed without one under way', async () => {
    const { store, choice, library, installed } = await setUpWaiting();
    await installed.fail({ code: 'network', message: 'No.' });
    store.getState().library.closeDialog();
    expect(store.getState().questions.waiting).not.toBeNull();
    store.getState().jobs.dismiss(store.getState().jobs.items[0]!.id);
    store.getState().library.closeDialog();
    expect(store.getState().questions.waiting).toBeNull();
    for (const call of library.calls('library')) await call.done(libraryOf());
    store.getState().jobs.add('vqa', INSTALL);
    await library.last('install').done(VQA);
    expect(choice()).toEqual({ kind: 'demo' });
  });
});

describe('the history', () => {
  test('has the same question once, in its newest answers', async () => {
    const { store, client, asked } = await setUpAsked();
    void store.getState().questions.ask(PLACE);
    await Promise.resolve();
    await client.last('answer').done([answerOf('left', 0.8)]);
    void store.getState().questions.ask(COLOUR);
    await Promise.resolve();
    await client.last('answer').done([answerOf('blue', 0.7)]);
    expect(asked().map(({ text, answers }) => [text, answers[0]?.text])).toEqual([
      ['where is it', 'left'],
      ['what colour is it', 'blue'],
    ]);
  });

  test('has a question again that was asked with a part masked', async () => {
    const { store, client, asked } = await setUpAsked();
    store.getState().mask.add({ left: 0, top: 0, width: 0.5, height: 0.5 });
    void store.getState().questions.ask(COLOUR);
    await Promise.resolve();
    await client.last('answer').done([answerOf('blue', 0.7)]);
    expect(asked().map(({ answers, masked }) => [answers[0]?.text, masked.length])).toEqual([
      ['red', 0],
      ['blue', 1],
    ]);
  });

  test('gives up a question, and brings it back in its place', async () => {
    const { store, client, asked } = await setUpAsked();
    void store.getState().questions.ask(PLACE);
    await Promise.resolve();
    await client.last('answer').done([answerOf('left', 0.8)]);
    const before = asked();
    store.getState().questions.remove(before[0]!.id);
    expect(asked()).toEqual([before[1]]);
    store.getState().questions.undoRemove();
    expect(asked()).toEqual(before);
  });

  test('is copied with its answers, one a line', async () => {
    const { store, copied, asked } = await setUpAsked();
    await store.getState().questions.copy(asked()[0]!.id);
    expect(copied).toEqual(['what colour is it\nred (90%)\ndark red (6%)']);
  });

  test('is of its picture, and comes back with it', async () => {
    const { store, asked } = await setUpAsked();
    const { pictures } = store.getState();
    const [first] = store.getState().pictures.items;
    pictures.addFiles([picture('cat.jpg')]);
    expect(asked()).toEqual([]);
    pictures.remove(first!.id);
    pictures.undoRemove();
    expect(asked()).toHaveLength(1);
  });

  test('goes with a picture that is gone for good', async () => {
    const { store, asked } = await setUpAsked();
    const { pictures, questions } = store.getState();
    const { id: _, ...answered } = asked()[0]!;
    const [first] = pictures.items;
    for (const name of ['cat.jpg', 'cup.jpg']) pictures.addFiles([picture(name)]);
    const [, second, third] = store.getState().pictures.items.map((one) => one.id);
    pictures.remove(first!.id);
    questions.add(third!, answered);
    expect(Object.keys(store.getState().questions.histories)).toEqual([first!.id, third]);
    pictures.remove(second!);
    questions.add(third!, { ...answered, ...PLACE });
    expect(Object.keys(store.getState().questions.histories)).toEqual([third]);
  });
});

test('answers to choose from are parted by commas, and each counts once', () => {
  expect(listedIn('red,  dark blue ,, red;green')).toEqual(['red', 'dark blue', 'green']);
  expect(listedIn(' , ')).toBeNull();
});
