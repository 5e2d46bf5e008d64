import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Decision } from '../../../core/collection.ts';
import { pictureSeed } from '../../../dataset/index.ts';
import type { Tab } from '../testing/scene.ts';
import { captionsOf, Scene, SETTINGS } from '../testing/scene.ts';

const PICTURES = 20;

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  for (let number = 1; number <= PICTURES; number++) scene.folder.add(`${number}.jpg`, `picture ${number}`);
});

test('captions every picture, and reports what it stored', async () => {
  const tab = await scene.tab();
  const report = await tab.run();
  expect(report).toEqual({
    done: PICTURES,
    failed: 0,
    paused: false,
    stopped: null,
    seconds: expect.any(Number),
  });
  const records = await tab.records();
  for (const { texts, sha256, done } of Object.values(records)) {
    expect(done).toBe(true);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts[0]).toMatchObject({ seed: pictureSeed(SETTINGS.seed, sha256!), model: 'test/fake' });
  }
  const reported = tab.progress.flatMap((each) => each.records);
  expect(reported).toEqual(Object.values(records).map(({ decision: _, ...record }) => record));
  expect(tab.progress.at(-1)).toMatchObject({ done: PICTURES, failed: 0, total: PICTURES });
});

/** The graphs that run until all is done. */
async function runsOf(tab: Tab): Promise<number> {
  const before = tab.runtime.runs;
  expect(await tab.run()).toMatchObject({ stopped: null, paused: false });
  return tab.runtime.runs - before;
}

describe('pictures', () => {
  test('that fail are results with an error; the others are captioned, and a failed one can be tried again', async () => {
    scene.folder.add('3.jpg', 'damaged').add('5.jpg', 'huge picture');
    const tab = await scene.tab();
    const collection = (await tab.open()).summary.id;
    scene.folder.delete('7.jpg');
    expect(await tab.run({ collection })).toMatchObject({ done: PICTURES, failed: 3, stopped: null });
    const failed = tab.progress.flatMap(({ records }) => records).filter(({ error }) => error);
    expect(failed.map(({ path, done, error }) => [path, done, error!.code])).toEqual([
      ['3.jpg', true, 'corrupt-image'],
      ['5.jpg', true, 'out-of-memory'],
      ['7.jpg', true, 'file-missing'],
    ]);
    scene.folder.add('7.jpg', 'picture 7');
    expect(await tab.run({ collection })).toMatchObject({ done: PICTURES, failed: 3 });
    expect(await tab.run({ collection, paths: ['7.jpg'] })).toMatchObject({ done: 1, failed: 0 });
    expect((await tab.records())['7.jpg']).toMatchObject({ done: true, error: null });
  });

  test('that have changed are captioned again, those with only another date are not', async () => {
    const tab = await scene.tab();
    await tab.run();
    const before = await tab.records();
    scene.folder.add('1.jpg', 'another picture', 2000).add('2.jpg', 'picture 2', 2000);
    expect(await tab.records()).toMatchObject({ '1.jpg': { done: false }, '2.jpg': { done: false } });
    const changes = tab.progress.length;
    await tab.run();
    const changed = tab.progress.slice(changes).flatMap(({ records }) => records);
    expect(changed.map(({ path }) => path).sort()).toEqual(['1.jpg', '2.jpg']);
    const after = captionsOf(await tab.records());
    expect(after['2.jpg']).toEqual(captionsOf(before)['2.jpg']);
    expect(after['1.jpg']).not.toEqual(captionsOf(before)['1.jpg']);
    scene.folder.add('2.jpg', 'picture 2', 3000);
    expect(await runsOf(tab)).toBe(0);
  });

  test('with the same bytes are captioned once', async () => {
    const tab = await scene.tab();
    await tab.run();
    for (const copy of ['a.jpg', 'sub/b.jpg']) scene.folder.add(copy, 'picture 4');
    expect(await runsOf(tab)).toBe(0);
    const texts = captionsOf(await tab.records());
    expect(texts['a.jpg']).toEqual(texts['4.jpg']);
    expect(texts['sub/b.jpg']).toEqual(texts['4.jpg']);
  });

  test('that were renamed have their texts and decision under the new path, whatever the model is', async () => {
    const tab = await scene.tab();
    await tab.run();
    const collection = (await tab.open()).summary.id;
    const before = captionsOf(await tab.records());
    const decision: Decision = { kind: 'edited', text: { source: 'human', text: 'my dog', match: null } };
    const dropped = { kind: 'dropped' } as const;
    const decisions = ['1.jpg', '2.jpg', '3.jpg'].map((path) => ({ path, decision }));
    await tab.ask('decide', { collection, decisions });
    scene.folder.delete('1.jpg');
    scene.folder.add('dog.jpg', 'picture 1', 3000).add('copy.jpg', 'picture 2', 3000);
    scene.folder.delete('3.jpg');
    scene.folder.add('new.jpg', 'picture 3', 3000);
    await tab.open();
    await tab.ask('decide', { collection, decisions: [{ path: 'new.jpg', decision: dropped }] });
    const [runs, reports] = [tab.runtime.runs, tab.progress.length];
    await tab.run({ settings: { ...SETTINGS, seed: 8 } });
    const records = await tab.records();
    expect(captionsOf(records)['dog.jpg']).toEqual(before['1.jpg']);
    expect(records['dog.jpg']).toMatchObject({ done: true, decision });
    // A copy is another picture, and what the person has decided since stays.
    expect([records['copy.jpg']!.decision, records['new.jpg']!.decision]).toEqual([null, dropped]);
    expect(records['2.jpg']!.decision).toEqual(decision);
    expect(tab.runtime.runs).toBeGreaterThan(runs);
    const reported = tab.progress.slice(reports).flatMap((each) => each.records);
    expect(reported.find(({ path }) => path === 'dog.jpg')).toEqual(records['dog.jpg']);
    scene.folder.add('1.jpg', 'picture 1', 4000);
    expect((await tab.records())['1.jpg']!.decision).toBeNull();
  });

  test('that are asked for are captioned again, with new settings', async () => {
    const tab = await scene.tab();
    await tab.run();
    const before = captionsOf(await tab.records());
    const settings = { ...SETTINGS, seed: 8 };
    expect(await tab.run({ paths: ['2.jpg', '6.jpg'], settings })).toMatchObject({ done: 2 });
    const after = captionsOf(await tab.records());
    const changed = Object.keys(after).filter((path) => after[path]!.join() !== before[path]!.join());
    expect(changed).toEqual(['2.jpg', '6.jpg']);
  });
});

test('a cancel pauses after the picture in hand; the next run goes on', async () => {
  const tab = await scene.tab();
  const pause = new AbortController();
  let read = 0;
  tab.onRead = async () => {
    read += 1;
    if (read === 15) pause.abort();
  };
  const report = await tab.run({}, pause.signal);
  expect(report).toMatchObject({ paused: true, stopped: null });
  expect(report.done).toBeGreaterThan(0);
  expect(report.done).toBeLessThan(PICTURES);
  const stored = Object.values(await tab.records()).filter(({ done }) => done);
  expect(stored).toHaveLength(report.done);
  expect(await tab.run()).toMatchObject({ done: PICTURES, paused: false });
});

test('a cancel is answered while a picture is read from a disk that does not answer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const tab = await scene.tab();
    const pause = new AbortController();
    tab.onRead = () => {
      pause.abort();
      return new Promise(() => {});
    };
    const running = tab.run({}, pause.signal);
    await vi.waitFor(() => expect(pause.signal.aborted).toBe(true));
    await vi.advanceTimersByTimeAsync(5000);
    expect(await running).toMatchObject({ paused: true, done: 0 });
  } finally {
    vi.useRealTimers();
  }
});

test('another request runs between two pictures', async () => {
  const tab = await scene.tab();
  const order: string[] = [];
  const onRun = tab.runtime.onRun;
  tab.runtime.onRun = () => {
    onRun();
    tab.runtime.onRun = onRun;
    void tab.turns.run(async () => {
      order.push('stage');
    });
  };
  tab.database.onSave = async () => {
    order.push('stored');
  };
  await tab.run();
  expect(order[0]).toBe('stage');
  expect(order.filter((each) => each === 'stored')).toHaveLength(PICTURES);
});

test('settings out of range are refused', async () => {
  const tab = await scene.tab();
  const run = tab.run({ settings: { ...SETTINGS, topP: 2 } });
  await expect(run).rejects.toMatchObject({ name: 'SettingsError', field: 'topP' });
});

describe('with a matcher', () => {
  test('captions have a match and are ranked by it', async () => {
    const tab = await scene.tab({ matcher: true });
    await tab.run();
    for (const { texts } of Object.values(await tab.records())) {
      const probabilities = texts.map(({ match }) => match!.probability);
      expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
      expect(texts.every(({ match }) => match!.cosine !== null)).toBe(true);
    }
  });

  test('original texts are matched: those beside a picture, and those in it', async () => {
    scene.folder.add('1.txt', 'four two').add('2.jpg', 'picture 2 <six two>');
    const tab = await scene.tab({ matcher: true });
    await tab.run();
    const records = await tab.records();
    const original = { source: 'original', match: { probability: expect.any(Number) } };
    expect(records['1.jpg']!.texts[0]).toMatchObject({ ...original, text: 'four two', form: 'txt' });
    expect(records['2.jpg']!.texts[0]).toMatchObject({ ...original, text: 'six two', form: 'xmp' });
    expect(records['3.jpg']!.texts.every(({ source }) => source === 'synthetic')).toBe(true);
  });

  test('a text that comes later is matched by the next run', async () => {
    const tab = await scene.tab({ matcher: true });
    await tab.run();
    const before = captionsOf(await tab.records());
    scene.folder.add('4.txt', 'four two');
    const changed = (await tab.records())['4.jpg']!;
    expect(changed.done).toBe(false);
    expect(changed.texts[0]).toMatchObject({ text: 'four two', match: null });
    expect(await tab.run()).toMatchObject({ done: PICTURES, failed: 0 });
    const after = await tab.records();
    expect(after['4.jpg']!.done).toBe(true);
    expect(after['4.jpg']!.texts[0]).toMatchObject({ match: { cosine: expect.any(Number) } });
    expect(captionsOf(after)).toEqual(before);
    expect(await runsOf(tab)).toBe(0);
  });

  test('a copy of a picture with a text of its own has the text matched', async () => {
    scene.folder.add('copy.jpg', 'picture 1').add('copy.txt', 'six five');
    const tab = await scene.tab({ matcher: true });
    await tab.run();
    const records = await tab.records();
    expect(records['copy.jpg']!.texts[0]).toMatchObject({
      text: 'six five',
      match: { cosine: expect.any(Number) },
    });
    expect(captionsOf(records)['copy.jpg']).toEqual(captionsOf(records)['1.jpg']);
  });
});
