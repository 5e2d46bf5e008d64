import { expect, test } from 'vitest';
import { settled } from '../../../worker-client/fake';
import { captioned, openedStore, record, synthetic } from '../testing';

const GPU_LOST = { code: 'gpu-lost', message: 'The GPU stopped.' } as const;
const REPORT = { done: 2, failed: 0, paused: false, seconds: 1, stopped: null };
const { decision: _, ...A_DONE } = captioned('a.jpg', synthetic('a cat', 0.9));

async function setUp() {
  const scene = await openedStore([record('a.jpg'), record('b.jpg')]);
  const progress = (records: (typeof A_DONE)[]) =>
    scene.engine.last('runCollection').progress({ done: 1, total: 2, failed: 0, perSecond: 4, records });
  return { ...scene, progress };
}

test('results are shown as they come, beside what the person decided meanwhile', async () => {
  const { store, engine, progress } = await setUp();
  void store.getState().start();
  await settled();
  void store.getState().decide([{ path: 'a.jpg', decision: { kind: 'decorative' } }]);
  progress([A_DONE]);
  expect(store.getState()).toMatchObject({ phase: 'running', progress: { done: 1, total: 2, perSecond: 4 } });
  expect(store.getState().records.get('a.jpg')).toEqual({ ...A_DONE, decision: { kind: 'decorative' } });
  await engine.last('runCollection').done(REPORT);
  expect(store.getState()).toMatchObject({ phase: 'finished', progress: { done: 2, perSecond: null } });
});

test('a pause waits for the picture in hand', async () => {
  const { store, engine } = await setUp();
  void store.getState().start();
  await settled();
  store.getState().pause();
  expect(store.getState().phase).toBe('pausing');
  expect(engine.last('runCollection').cancelled).toBe(true);
  await engine.last('runCollection').done({ ...REPORT, done: 1, paused: true });
  expect(store.getState().phase).toBe('paused');
});

test('a pause before the model is loaded ends the waiting', async () => {
  const { store, engine, ready } = await setUp();
  let refuse = (_: Error) => {};
  ready.promise = () =>
    new Promise((__, reject) => {
      refuse = reject;
    });
  void store.getState().start();
  expect(store.getState().phase).toBe('waiting');
  store.getState().pause();
  refuse(new Error('paused'));
  await settled();
  expect(store.getState().phase).toBe('paused');
  expect(engine.calls('runCollection')).toHaveLength(0);
});

test('what is left of pictures that were captioned again is gone on with, and then what is new', async () => {
  const { store, engine, progress } = await setUp();
  void store.getState().start(['a.jpg', 'b.jpg']);
  await settled();
  progress([A_DONE]);
  store.getState().pause();
  await engine.last('runCollection').done({ ...REPORT, done: 1, paused: true });
  expect(store.getState()).toMatchObject({ phase: 'paused', rest: ['b.jpg'] });
  void store.getState().goOn();
  await settled();
  expect(engine.last('runCollection').payload.paths).toEqual(['b.jpg']);
  const stopped = { code: 'storage-full', message: 'The disk is full.' } as const;
  await engine.last('runCollection').done({ ...REPORT, done: 0, stopped });
  void store.getState().goOn();
  await settled();
  expect(engine.last('runCollection').payload.paths).toEqual(['b.jpg']);
  await engine.last('runCollection').done({ ...REPORT, done: 1 });
  expect(store.getState()).toMatchObject({ phase: 'finished', rest: [] });
  void store.getState().goOn();
  await settled();
  expect(engine.last('runCollection').payload.paths).toBeNull();
});

test.each([
  GPU_LOST,
  { code: 'worker-crashed', message: 'The engine stopped unexpectedly.' },
  { code: 'threads-failed', message: 'The engine could not start its threads.' },
] as const)(
  'an engine that is lost by $code is replaced, and the run goes on with the rest',
  async (error) => {
    const { store, engine, progress } = await setUp();
    void store.getState().start(['a.jpg', 'b.jpg']);
    await settled();
    progress([A_DONE]);
    await engine.last('runCollection').fail(error);
    await settled();
    expect(engine.calls('runCollection')).toHaveLength(2);
    expect(engine.last('runCollection').payload.paths).toEqual(['b.jpg']);
    expect(store.getState()).toMatchObject({ phase: 'running', runError: null });
  },
);

test('a worn engine is replaced when the picture in hand is finished, and the run goes on with the rest', async () => {
  const { store, engine, progress } = await setUp();
  const replaced: string[] = [];
  engine.onLost(({ code }) => replaced.push(code));
  void store.getState().start(['a.jpg', 'b.jpg']);
  await settled();
  engine.worn = true;
  progress([A_DONE]);
  expect(engine.last('runCollection').cancelled).toBe(true);
  expect(replaced).toEqual([]);
  await engine.last('runCollection').done({ ...REPORT, done: 1, paused: true });
  await settled();
  expect(replaced).toEqual(['worker-replaced']);
  expect(engine.last('runCollection').payload.paths).toEqual(['b.jpg']);
  expect(store.getState()).toMatchObject({ phase: 'running', runError: null });
  store.getState().pause();
  await engine.last('runCollection').done({ ...REPORT, done: 1, paused: true });
  expect(store.getState().phase).toBe('paused');
});

test('an engine that is lost again and again without a result ends the run', async () => {
  const { store, engine } = await setUp();
  void store.getState().start();
  for (const attempt of [1, 2, 3]) {
    await settled();
    expect(engine.calls('runCollection')).toHaveLength(attempt);
    await engine.last('runCollection').fail(GPU_LOST);
  }
  await settled();
  expect(store.getState()).toMatchObject({ phase: 'stopped', runError: GPU_LOST });
});

test('a run that cannot go on says why, and can be started again', async () => {
  const { store, engine } = await setUp();
  const stopped = { code: 'storage-full', message: 'The disk is full.' } as const;
  void store.getState().start();
  await settled();
  await engine.last('runCollection').done({ ...REPORT, stopped });
  expect(store.getState()).toMatchObject({ phase: 'stopped', runError: stopped });
  void store.getState().start();
  await settled();
  expect(store.getState()).toMatchObject({ phase: 'running', runError: null });
});

test('a picture that a person decided on meanwhile is not taken for finished', async () => {
  const { store, engine } = await setUp();
  void store.getState().start(['a.jpg', 'b.jpg']);
  await settled();
  void store.getState().decide([{ path: 'b.jpg', decision: { kind: 'decorative' } }]);
  await engine.last('runCollection').fail(GPU_LOST);
  await settled();
  expect(engine.last('runCollection').payload.paths).toEqual(['a.jpg', 'b.jpg']);
});
