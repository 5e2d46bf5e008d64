import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RED } from '../features/questions/testing';
import { captionOf, MODEL, picture, runOf, setUp, setUpReady } from '../test/scene';
import { openDatabase } from './database';
import { patchState } from './patch-state';
import type { Changes, Database } from './stored';
import {
  clearDatabases,
  deviceOf,
  namesIn,
  openFailing,
  openTab,
  readDatabase,
  setUpVisit,
} from './testing/tabs';

beforeEach(clearDatabases);

test('pictures, captions and settings come back in another store', async () => {
  const first = await openTab({}, await setUpReady());
  first.store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  await first.client.last('caption').done(runOf(captionOf('a dog')));
  first.store.getState().settings.change({ numCaptions: 5 });
  first.store.getState().heatmap.setPalette('viridis');
  first.store.getState().photographs.choose('later');
  const asked = { text: 'what is it', listed: null, answers: RED, model: MODEL.id, masked: [] };
  first.store.getState().questions.add(first.store.getState().pictures.items[0]!.id, asked);
  first.store.getState().pictures.step(1);
  await first.persistence.settled();

  const second = await openTab();
  const { pictures, captions } = second.store.getState();
  const [one, two] = pictures.items;
  expect(pictures.items.map(({ name }) => name)).toEqual(['1.jpg', '2.jpg']);
  expect(captions.runs[one!.id]).toMatchObject({ status: 'done', captions: [{ edited: null }] });
  expect(second.store.getState()).toMatchObject({
    pictures: { currentId: two!.id },
    settings: { overrides: { numCaptions: 5 } },
    heatmap: { palette: 'viridis' },
    photographs: { choice: 'later' },
    questions: { histories: { [one!.id]: [asked] } },
    device: { restored: true },
  });
  expect(captions.queue).toEqual([two!.id]);
});

test('the chosen models are stored; what the address asks for is not', async () => {
  const { store, client, persistence } = await openTab({}, await setUpReady());
  patchState(store, { model: { backendOverride: 'wasm' } });
  void store.getState().model.use({ kind: 'installed', key: 'base' });
  await client.last('load').done(MODEL);
  void store.getState().matcher.use(null);
  await persistence.settled();
  const { values } = await readDatabase();
  expect(values).toMatchObject({
    'model.choice': { kind: 'installed', key: 'base' },
    'matcher.choice': null,
  });
  expect(values).not.toHaveProperty('model.backendOverride');
});

test('only what was changed is stored, and what goes back to its default is deleted', async () => {
  const { store, persistence } = await openTab();
  store.getState().settings.change({ numCaptions: 5, topP: 0.5 });
  store.getState().settings.reset('topP');
  await persistence.settled();
  expect((await readDatabase()).values).toEqual({ 'settings.overrides/numCaptions': 5 });
});

test('a deleted picture is gone from the device with its captions', async () => {
  const { store, client, persistence } = await openTab({}, await setUpReady());
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('a dog')));
  await persistence.settled();
  expect((await readDatabase()).runs).toHaveLength(1);
  store.getState().pictures.remove(store.getState().pictures.currentId!);
  await persistence.settled();
  expect(await readDatabase()).toMatchObject({ pictures: [], runs: [] });
});

test('pinned captions survive deleting the picture while it is captioned again', async () => {
  const { store, client } = await openTab({}, await setUpReady());
  store.getState().pictures.addFiles([picture()]);
  const id = store.getState().pictures.currentId!;
  await client.last('caption').done(runOf(captionOf('a dog')));
  store.getState().captions.setPinned(id, 0, true);
  store.getState().captions.enqueue(id);
  store.getState().pictures.remove(id);
  store.getState().pictures.undoRemove();
  expect(store.getState().captions.runs[id]?.pinned).toHaveLength(1);
});

test('words that stream and hovered words are not written', async () => {
  const writes: Changes[] = [];
  const open = () =>
    openFailing((changes) => {
      writes.push(changes);
      return null;
    });
  const { store, client, persistence } = await openTab({ open }, await setUpReady());
  store.getState().pictures.addFiles([picture()]);
  await persistence.settled();
  const before = writes.length;
  client.last('caption').progress({ type: 'encoded' });
  store.getState().selection.hover({ caption: 0, word: 0 });
  await persistence.settled();
  expect(writes).toHaveLength(before);
});

test('a picture that was dropped before the database opened is stored', async () => {
  const scene = setUpVisit();
  const opened = openTab({}, scene);
  scene.store.getState().pictures.addFiles([picture('early.jpg')]);
  await opened;
  expect(namesIn(scene)).toEqual(['early.jpg']);
  expect((await readDatabase()).pictures).toEqual(['early.jpg']);
});

describe('a database that cannot be used', () => {
  test('the page works and says that nothing is stored; later it is stored', async () => {
    const open = vi.fn(() => openDatabase('/')).mockRejectedValueOnce(new Error('no storage here'));
    const tab = await openTab({ open });
    tab.store.getState().pictures.addFiles([picture()]);
    expect(tab.store.getState()).toMatchObject({
      device: { restored: true, storage: 'off' },
      pictures: { items: [{ name: 'dog.jpg' }] },
    });
    deviceOf(tab).requestOfStorage('retry');
    await vi.waitFor(() => expect(deviceOf(tab).storage).toBe('fine'));
    expect((await readDatabase()).pictures).toEqual(['dog.jpg']);
  });

  test('one of a newer version is not touched, and that is said', async () => {
    const opening = indexedDB.open('blipscope', 99);
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    opening.result.close();
    const tab = await openTab();
    tab.store.getState().pictures.addFiles([picture()]);
    await tab.persistence.settled();
    expect(deviceOf(tab)).toMatchObject({ restored: true, storage: 'newer' });
    expect(await indexedDB.databases()).toEqual([{ name: 'blipscope', version: 99 }]);
  });

  test('a newer version that opens it in another tab is not in its way', async () => {
    const tab = await openTab();
    tab.store.getState().pictures.addFiles([picture()]);
    await tab.persistence.settled();
    const opening = indexedDB.open('blipscope', 99);
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    opening.result.close();
    expect(deviceOf(tab).storage).toBe('newer');
  });

  test.each<[string, () => Promise<Database>]>([
    ['is not opened', () => new Promise(() => {})],
    ['is not read', async () => ({ ...(await openDatabase('/')), load: () => new Promise(() => {}) })],
  ])('when it %s, the page goes on without it', async (_, open) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const scene = setUp();
    const done = openTab({ open }, scene);
    await vi.waitFor(() => vi.advanceTimersByTimeAsync(10_000));
    await done;
    vi.useRealTimers();
    expect(deviceOf(scene)).toMatchObject({ restored: true, storage: 'waiting' });
  });

  test('when it answers late, nothing of either is lost, and settings stay', async () => {
    const earlier = await openTab();
    earlier.store.getState().pictures.addFiles([picture('old.jpg')]);
    earlier.store.getState().mask.add({ left: 0, top: 0, width: 1, height: 0.5 });
    earlier.store.getState().heatmap.setOpacity(0.2);
    await earlier.persistence.settled();

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let answer = () => {};
    const answering = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const scene = setUpVisit();
    const done = openTab({ open: () => answering.then(() => openDatabase('/')) }, scene);
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    vi.useRealTimers();
    scene.store.getState().pictures.addFiles([picture('new.jpg')]);
    scene.store.getState().heatmap.setOpacity(0.9);
    answer();
    await vi.waitFor(() => expect(deviceOf(scene).storage).toBe('fine'));
    expect(namesIn(scene).sort()).toEqual(['new.jpg', 'old.jpg']);
    expect((await readDatabase()).pictures).toEqual(['new.jpg', 'old.jpg']);
    expect(Object.values(scene.store.getState().mask.regions)).toHaveLength(1);
    expect(scene.store.getState().heatmap.opacity).toBe(0.9);
  });

  test('a write that hangs is said, until it succeeds', async () => {
    let go = () => {};
    const hanging = new Promise<void>((resolve) => {
      go = resolve;
    });
    const open = async (): Promise<Database> => {
      const database = await openDatabase('/');
      return { ...database, write: (changes) => hanging.then(() => database.write(changes)) };
    };
    const tab = await openTab({ open });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    tab.store.getState().heatmap.toggle();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect(deviceOf(tab).storage).toBe('waiting');
    go();
    await tab.persistence.settled();
    expect(deviceOf(tab).storage).toBe('fine');
  });
});

describe('a connection that is lost', () => {
  /** A database whose connection the test ends. */
  async function openBreakable() {
    let end = () => {};
    const open = async (): Promise<Database> => {
      const database = await openDatabase('/');
      const ended = new Promise<'dropped'>((resolve) => {
        end = () => {
          database.close();
          resolve('dropped');
        };
      });
      return { ...database, ended };
    };
    return { tab: await openTab({ open }), end: () => end() };
  }

  test('is made again, and what was changed meanwhile is stored', async () => {
    const { tab, end } = await openBreakable();
    tab.store.getState().pictures.addFiles([picture('1.jpg')]);
    await tab.persistence.settled();
    end();
    tab.store.getState().pictures.addFiles([picture('2.jpg')]);
    await vi.waitFor(async () => expect((await readDatabase()).pictures).toEqual(['1.jpg', '2.jpg']));
    expect(deviceOf(tab).storage).toBe('fine');
  });

  test('with everything gone, that is said, and stored again when the person wants it', async () => {
    const { tab, end } = await openBreakable();
    tab.store.getState().pictures.addFiles([picture('1.jpg')]);
    tab.store.getState().heatmap.setPalette('jet');
    await tab.persistence.settled();
    clearDatabases();
    end();
    await vi.waitFor(() => expect(deviceOf(tab).storage).toBe('gone'));
    tab.store.getState().pictures.addFiles([picture('2.jpg')]);
    expect((await readDatabase()).pictures).toEqual([]);
    deviceOf(tab).requestOfStorage('retry');
    await vi.waitFor(() => expect(deviceOf(tab).storage).toBe('fine'));
    expect(await readDatabase()).toMatchObject({
      pictures: ['1.jpg', '2.jpg'],
      values: { 'heatmap.palette': 'jet' },
    });
    expect((await readDatabase()).values).not.toHaveProperty('heatmap.opacity');
  });

  test('with nothing gone but settings, these are stored again', async () => {
    const { tab, end } = await openBreakable();
    tab.store.getState().heatmap.setPalette('jet');
    await tab.persistence.settled();
    clearDatabases();
    end();
    await vi.waitFor(async () => expect((await readDatabase()).values).toEqual({ 'heatmap.palette': 'jet' }));
    expect(deviceOf(tab).storage).toBe('fine');
  });

  test('a database that is deleted under an open tab is not filled again by itself', async () => {
    const tab = await openTab();
    tab.store.getState().pictures.addFiles([picture()]);
    await tab.persistence.settled();
    indexedDB.deleteDatabase('blipscope');
    await vi.waitFor(() => expect(deviceOf(tab).storage).toBe('gone'));
    expect(namesIn(tab)).toEqual(['dog.jpg']);
    expect((await readDatabase()).pictures).toEqual([]);
  });
});
