import { describe, expect, test, vi } from 'vitest';
import type { WireError } from '../../../core/protocol';
import {
  captionOf,
  MODEL,
  mapAt,
  matchedOf,
  picture,
  runOf,
  type Scene,
  setUp,
  setUpCaptioned,
  setUpReady,
  token,
} from '../../test/scene';
import { currentRun } from './captions.selectors';
import { ranking, textOf, wordsOf } from './run';

const texts = (run: ReturnType<typeof currentRun>) =>
  run?.captions.map((caption) => wordsOf(caption).map(({ text }) => text));

test('a picture dropped while the model loads waits and is captioned when it is there', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  store.getState().pictures.addFiles([picture()]);
  expect(currentRun(store.getState())?.status).toBe('queued');
  expect(client.calls('caption')).toHaveLength(0);
  await client.last('load').done(MODEL);
  expect(client.last('caption').payload).toMatchObject({
    settings: { numCaptions: 3, topP: 0.9, maxLength: 30 },
  });
  expect(currentRun(store.getState())?.status).toBe('encoding');
});

test('words appear as they stream, then the answer replaces them', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const call = client.last('caption');
  call.progress({ type: 'image', width: 4, height: 3 });
  expect(currentRun(store.getState())?.status).toBe('encoding');
  call.progress({ type: 'encoded' });
  call.progress({ type: 'token', caption: 1, token: token('a'), map: mapAt(0) });
  call.progress({ type: 'token', caption: 0, token: token('the'), map: mapAt(1) });
  call.progress({ type: 'token', caption: 0, token: token('dog'), map: mapAt(2) });
  expect(currentRun(store.getState())).toMatchObject({ status: 'streaming', newest: 0 });
  expect(texts(currentRun(store.getState()))).toEqual([['the', 'dog'], ['a']]);
  await call.done(runOf(captionOf('the dog [SEP]'), captionOf('a cat [SEP]')));
  expect(currentRun(store.getState())).toMatchObject({ status: 'done', newest: null, ms: { encode: 100 } });
  expect(texts(currentRun(store.getState()))).toEqual([
    ['the', 'dog'],
    ['a', 'cat'],
  ]);
});

test('beam search replaces the words and keeps the maps of unchanged ones', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const call = client.last('caption');
  call.progress({ type: 'best', tokens: [token('a')], map: mapAt(0) });
  call.progress({ type: 'best', tokens: [token('a'), token('horse')], map: mapAt(1) });
  call.progress({ type: 'best', tokens: [token('a'), token('dog')], map: mapAt(2) });
  const words = wordsOf(currentRun(store.getState())!.captions[0]!);
  expect(words.map(({ text }) => text)).toEqual(['a', 'dog']);
  expect(words.map(({ map }) => [...map])).toEqual([[...mapAt(0)], [...mapAt(2)]]);
});

test('captions are ranked by log-probability per token once they are complete', async () => {
  const { store } = await setUpCaptioned(
    captionOf('a dog', 0.3),
    captionOf('a very big brown dog', 0.6),
    captionOf('dog', 0.5),
  );
  expect(ranking(currentRun(store.getState())!)).toEqual([1, 2, 0]);
});

test('matched captions are ranked by how well they fit; a cancel that left some out ranks by words', async () => {
  const [sure, fitting] = [captionOf('a dog', 0.9), captionOf('a cat', 0.2)];
  const { store } = await setUpCaptioned(matchedOf(sure, 0.3), matchedOf(fitting, 0.8));
  expect(ranking(currentRun(store.getState())!)).toEqual([1, 0]);
  const half = await setUpCaptioned(sure, matchedOf(fitting, 0.8));
  expect(ranking(currentRun(half.store.getState())!)).toEqual([0, 1]);
});

test('pictures are captioned one at a time, in the order they came', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  expect(client.calls('caption')).toHaveLength(1);
  expect(Object.values(store.getState().captions.runs).map(({ status }) => status)).toEqual([
    'encoding',
    'queued',
  ]);
  await client.last('caption').done(runOf(captionOf('one')));
  expect(client.calls('caption')).toHaveLength(2);
});

test('a failure stays with its picture, and the next one goes on', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture('broken.jpg'), picture('good.jpg')]);
  const error = { code: 'corrupt-image', message: 'The image is damaged.' } as const;
  await client.last('caption').fail(error);
  expect(currentRun(store.getState())).toMatchObject({ status: 'failed', error });
  await client.last('caption').done(runOf(captionOf('good')));
  expect(Object.values(store.getState().captions.runs).map(({ status }) => status)).toEqual([
    'failed',
    'done',
  ]);
});

test('cancelling keeps the words so far', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  store.getState().captions.cancel();
  expect(client.last('caption').cancelled).toBe(true);
  await client.last('caption').done(runOf(captionOf('a brown', 0.5, 'cancelled')));
  expect(currentRun(store.getState())?.status).toBe('cancelled');
  expect(texts(currentRun(store.getState()))).toEqual([['a', 'brown']]);
});

test('cancelling before the first word leaves a cancelled run without captions', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  store.getState().captions.cancel();
  await client.last('caption').abort();
  expect(currentRun(store.getState())).toMatchObject({ status: 'cancelled', captions: [] });
});

test('cancelling a waiting picture removes it from the queue', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  const waiting = store.getState().pictures.items[1]!.id;
  store.getState().captions.cancel(waiting);
  await client.last('caption').done(runOf(captionOf('one')));
  expect(client.calls('caption')).toHaveLength(1);
  expect(store.getState().captions.runs[waiting]?.status).toBe('cancelled');
});

test('late words and answers of a run that was replaced are dropped', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture()]);
  const late = client.last('caption');
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  expect(late.cancelled).toBe(true);
  late.progress({ type: 'token', caption: 0, token: token('late'), map: mapAt(0) });
  await late.done(runOf(captionOf('too late', 0.5, 'cancelled')));
  expect(client.calls('caption')).toHaveLength(2);
  expect(currentRun(store.getState())).toMatchObject({ status: 'encoding', captions: [] });
});

test('a locked seed is used again, an open one is rolled for every run', async () => {
  const { store, client } = await setUpReady();
  const seeds = () => client.calls('caption').map(({ payload }) => payload.settings.seed);
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('one')));
  store.getState().settings.lockSeed(true);
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  await client.last('caption').done(runOf(captionOf('one')));
  store.getState().settings.lockSeed(false);
  store.getState().captions.enqueue(store.getState().pictures.currentId!);
  expect(seeds()[1]).toBe(seeds()[0]);
  expect(seeds()[2]).not.toBe(seeds()[1]);
});

describe('an engine that is lost under a run', () => {
  const GPU_LOST = { code: 'gpu-lost', message: 'The GPU stopped working.' } as const;
  const CRASHED = { code: 'worker-crashed', message: 'The engine stopped unexpectedly.' } as const;
  const NO_THREADS = { code: 'threads-failed', message: 'The engine could not start its threads.' } as const;

  /** Loses the engine under the run at work, and loads it again. */
  async function loseEngine({ client }: Scene, error: WireError) {
    client.lose(error);
    await client.last('caption').fail(error);
    await client.last('load').done(MODEL);
  }

  test.each([GPU_LOST, CRASHED, NO_THREADS])(
    'by $code has it begin again, first of all, as it was',
    async (error) => {
      const scene = await setUpReady();
      const { store, client } = scene;
      store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
      const first = client.last('caption');
      first.progress({ type: 'token', caption: 0, token: token('half'), map: mapAt(0) });
      store.getState().selection.hover({ caption: 0, word: 0 });
      store.getState().settings.change({ numCaptions: 1 });
      client.lose(error);
      await first.fail(error);
      expect(currentRun(store.getState())).toMatchObject({
        status: 'queued',
        captions: [],
        newest: null,
        error: null,
      });
      expect(store.getState()).toMatchObject({ selection: { hovered: null }, captions: { activeId: null } });
      expect(store.getState().captions.queue[0]).toBe(store.getState().pictures.currentId);
      await client.last('load').done(MODEL);
      expect(client.calls('caption')).toHaveLength(2);
      expect(client.last('caption').payload).toEqual(first.payload);
      await client.last('caption').done(runOf(captionOf('a dog')));
      expect(currentRun(store.getState())).toMatchObject({ status: 'done', error: null });
      expect(client.last('caption').payload).toMatchObject({ settings: { numCaptions: 1 } });
    },
  );

  test('a second time fails it with the reason, and the next picture goes on', async () => {
    const scene = await setUpReady();
    const { store, client } = scene;
    store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
    await loseEngine(scene, CRASHED);
    await loseEngine(scene, GPU_LOST);
    expect(currentRun(store.getState())).toMatchObject({ status: 'failed', error: GPU_LOST });
    expect(client.calls('caption')).toHaveLength(3);
    await client.last('caption').done(runOf(captionOf('second')));
    expect(store.getState().captions.queue).toEqual([]);
    store.getState().captions.enqueue(store.getState().pictures.currentId!);
    await loseEngine(scene, CRASHED);
    expect(currentRun(store.getState())?.status, 'a new run has its own second try').toBe('encoding');
  });

  test('leaves one that was cancelled cancelled, with what came', async () => {
    const scene = await setUpReady();
    const { store, client } = scene;
    store.getState().pictures.addFiles([picture()]);
    client.last('caption').progress({ type: 'token', caption: 0, token: token('half'), map: mapAt(0) });
    store.getState().captions.cancel();
    await loseEngine(scene, CRASHED);
    expect(currentRun(store.getState())?.status).toBe('cancelled');
    expect(texts(currentRun(store.getState()))).toEqual([['half']]);
    expect(client.calls('caption')).toHaveLength(1);
  });

  test('does not bring back a picture that was removed, nor a run that was replaced', async () => {
    const scene = await setUpReady();
    const { store, client } = scene;
    store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
    const [first, second] = store.getState().pictures.items;
    store.getState().pictures.remove(first!.id);
    await loseEngine(scene, CRASHED);
    expect(store.getState()).toMatchObject({ captions: { activeId: second!.id, queue: [] } });
    store.getState().captions.enqueue(second!.id);
    await loseEngine(scene, CRASHED);
    expect(store.getState()).toMatchObject({ captions: { activeId: second!.id, queue: [] } });
    expect(client.calls('caption')).toHaveLength(3);
  });

  test('for want of memory is the run’s own failure', async () => {
    const scene = await setUpReady();
    scene.store.getState().pictures.addFiles([picture()]);
    const error = { code: 'out-of-memory', message: 'There is not enough memory.' } as const;
    await loseEngine(scene, error);
    expect(currentRun(scene.store.getState())).toMatchObject({ status: 'failed', error });
  });
});

test('copying copies the caption in view, with the person’s edit', async () => {
  const { store, copied } = await setUpCaptioned(captionOf('a dog', 0.2), captionOf('a cat .', 0.9));
  vi.useFakeTimers();
  await store.getState().captions.copy();
  store.getState().captions.edit(store.getState().pictures.currentId!, 0, 'Rex on the beach');
  store.getState().selection.hover({ caption: 0, word: 1 });
  await store.getState().captions.copy();
  expect(copied).toEqual(['a cat.', 'Rex on the beach']);
  expect(store.getState().captions.copyResult).toEqual({ caption: 0, ok: true });
  vi.runAllTimers();
  expect(store.getState().captions.copyResult).toBeNull();
  vi.useRealTimers();
});

test('an edit can be undone', async () => {
  const { store } = await setUpCaptioned(captionOf('a dog'));
  const id = store.getState().pictures.currentId!;
  const text = () => textOf(currentRun(store.getState())!.captions[0]!);
  store.getState().captions.edit(id, 0, 'Rex');
  expect(text()).toBe('Rex');
  store.getState().captions.edit(id, 0, null);
  expect(text()).toBe('a dog');
});
