/** What ends a run before all pictures are done, and what the next one makes of it. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { storageFull } from '../errors.ts';
import { captionsOf, Scene, type Tab } from '../testing/scene.ts';

const PICTURES = 20;

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  for (let number = 1; number <= PICTURES; number++) scene.folder.add(`${number}.jpg`, `picture ${number}`);
});

describe('two tabs', () => {
  let first: Tab;
  let second: Tab;
  let collection: string;
  let goOn: () => void;

  beforeEach(async () => {
    [first, second] = [await scene.tab(), await scene.tab()];
    collection = (await first.open()).summary.id;
    const reading = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    first.onRead = () => reading;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  });
  afterEach(() => vi.useRealTimers());

  test('a second one is told that the first one runs', async () => {
    const running = first.run({ collection });
    const waiting = second.run({ collection });
    const forgetting = second.ask('forgetCollection', { collection });
    await Promise.all([
      expect(waiting).resolves.toMatchObject({ done: 0, stopped: { code: 'running-elsewhere' } }),
      expect(forgetting).rejects.toMatchObject({ code: 'running-elsewhere' }),
      vi.advanceTimersByTimeAsync(5000),
    ]);
    goOn();
    expect(await running).toMatchObject({ done: PICTURES, stopped: null });
  });

  test('one whose worker needs a moment to end is waited for', async () => {
    const running = first.run({ collection });
    const waiting = second.run({ collection });
    await vi.advanceTimersByTimeAsync(2000);
    goOn();
    expect(await waiting).toMatchObject({ done: PICTURES, stopped: null });
    await running;
  });

  test('a cancel ends the waiting', async () => {
    const running = first.run({ collection });
    const cancel = new AbortController();
    const waiting = second.run({ collection }, cancel.signal);
    await vi.advanceTimersByTimeAsync(1000);
    cancel.abort();
    expect(await waiting).toMatchObject({ paused: true });
    goOn();
    expect(await running).toMatchObject({ done: PICTURES });
  });
});

test('killed at ten random moments and resumed, it makes what an uninterrupted run makes', async () => {
  const whole = await scene.tab();
  await whole.run();
  const expected = captionsOf(await whole.records());
  const events = whole.events();
  let random = 1;
  for (let time = 0; time < 10; time++) {
    random = (random * 48271) % 2147483647;
    const interrupted = new Scene();
    interrupted.folder = scene.folder;
    const killed = await interrupted.tab({ events: 1 + (random % events) });
    await killed.runUntilClosed();
    const resumed = await interrupted.tab();
    const before = Object.values(await resumed.records()).filter(({ done }) => done).length;
    const report = await resumed.run();
    expect(report).toMatchObject({ done: PICTURES, failed: 0, stopped: null });
    expect(captionsOf(await resumed.records())).toEqual(expected);
    expect(resumed.progress.flatMap(({ records }) => records)).toHaveLength(PICTURES - before);
  }
});

describe('a run stops, and goes on later,', () => {
  test('when the disk is full, at any of its writes', async () => {
    const whole = await scene.tab();
    await whole.run();
    const expected = captionsOf(await whole.records());
    for (let full = 1; full <= PICTURES; full++) {
      const { folder } = scene;
      scene = new Scene();
      scene.folder = folder;
      const tab = await scene.tab();
      let writes = 0;
      tab.database.onSave = async () => {
        writes += 1;
        if (writes === full) throw storageFull();
      };
      expect(await tab.run()).toMatchObject({ done: full - 1, stopped: { code: 'storage-full' } });
      expect(await tab.run()).toMatchObject({ done: PICTURES, stopped: null });
      expect(captionsOf(await tab.records())).toEqual(expected);
    }
  });

  test.each([
    ['the permission is withdrawn', 'no-permission', { permission: 'prompt' }, { permission: 'granted' }],
    ['the disk is removed', 'file-missing', { removed: true }, { removed: false }],
  ] as const)('when %s', async (_, code, lost, back) => {
    const tab = await scene.tab();
    const collection = (await tab.open()).summary.id;
    let read = 0;
    tab.onRead = async () => {
      read += 1;
      if (read === 15) Object.assign(scene.folder.disk, lost);
    };
    const report = await tab.run({ collection });
    expect(report).toMatchObject({ failed: 0, stopped: { code } });
    expect(report.done).toBeGreaterThan(0);
    Object.assign(scene.folder.disk, back);
    expect(await tab.run({ collection })).toMatchObject({ done: PICTURES, failed: 0, stopped: null });
  });

  test('when another model is loaded', async () => {
    const tab = await scene.tab();
    let read = 0;
    tab.onRead = async () => {
      read += 1;
      if (read === 15) await tab.load();
    };
    expect((await tab.run()).stopped).toMatchObject({ code: 'model-changed' });
    expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 0, stopped: null });
  });

  test('when no model is loaded', async () => {
    const tab = await scene.tab();
    tab.models.captioner = null;
    expect(await tab.run()).toMatchObject({ done: 0, stopped: { code: 'model-missing' } });
  });
});

describe('a picture that costs the worker', () => {
  test('once is captioned by the next one', async () => {
    const lost = await scene.tab();
    lost.runtime.failure = new Error('Aborted(OOM)');
    await expect(lost.run()).rejects.toThrow('Aborted');
    const tab = await scene.tab();
    expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 0 });
  });

  test('again and again is a failure, and the run gets past it', async () => {
    for (let time = 0; time < 2; time++) {
      const lost = await scene.tab();
      lost.runtime.failure = new Error('Aborted(OOM)');
      await expect(lost.run()).rejects.toThrow('Aborted');
    }
    const tab = await scene.tab();
    expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 1, stopped: null });
    expect((await tab.records())['1.jpg']!.error).toMatchObject({ code: 'out-of-memory' });
  });
});

describe('a lost GPU', () => {
  const LOST = { code: 'gpu-lost', message: 'The GPU stopped working.' } as const;

  test.each([
    ['and what it computes last is an error', new Error('device lost')],
    ['and what it computes last is wrong', null],
  ])('ends the run, %s', async (_, failure) => {
    const whole = await scene.tab();
    await whole.run();
    const expected = captionsOf(await whole.records());
    const { folder } = scene;
    scene = new Scene();
    scene.folder = folder;
    const lost = await scene.tab();
    let stored = 0;
    lost.database.onSave = async () => {
      stored += 1;
      if (stored !== 5) return;
      lost.runtime.failure = failure;
      setTimeout(() => lost.models.lose(LOST), failure ? 50 : 0);
    };
    await expect(lost.run()).rejects.toMatchObject({ code: 'gpu-lost' });
    const tab = await scene.tab();
    expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 0 });
    expect(captionsOf(await tab.records())).toEqual(expected);
  });
});

test('a batch that does not fit is captioned one by one', async () => {
  const whole = await scene.tab();
  await whole.run();
  const expected = captionsOf(await whole.records());
  const { folder } = scene;
  scene = new Scene();
  scene.folder = folder;
  const tab = await scene.tab();
  vi.spyOn(tab.models.captioner!.engine, 'captionPictures').mockRejectedValueOnce(new Error('out of memory'));
  expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 0 });
  expect(captionsOf(await tab.records())).toEqual(expected);
});
