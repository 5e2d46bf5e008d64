import { describe, expect, test, vi } from 'vitest';
import { patchState } from '../store/patch-state';
import { captionOf, MODEL, picture, runOf, setUp, setUpReady } from '../test/scene';
import { settled } from '../worker-client/fake';
import type { Changes, Database, Saved } from './database';
import { persist, watchStorage } from './persistence';

/** A database in memory that behaves as the one in IndexedDB. */
function createMemoryDatabase(
  saved: Saved = { pictures: [], runs: [], slices: {} },
): Database & { saved: Saved; writes: Changes[] } {
  const writes: Changes[] = [];
  return {
    saved,
    writes,
    load: async () => saved,
    async write(changes) {
      writes.push(changes);
      const gone = new Set(changes.removed);
      const fresh = new Set(changes.runs.map(({ pictureId }) => pictureId));
      saved.pictures = [...saved.pictures.filter(({ id }) => !gone.has(id)), ...changes.pictures];
      saved.runs = saved.runs
        .filter(({ pictureId: id }) => !gone.has(id) && !fresh.has(id))
        .concat(changes.runs);
      saved.slices = { ...saved.slices, ...changes.slices };
    },
  };
}

test('pictures, captions and settings come back in another store', async () => {
  const database = createMemoryDatabase();
  const first = await setUpReady();
  await persist(first.store, Promise.resolve(database));
  first.store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  await first.client.last('caption').done(runOf(captionOf('a dog')));
  first.store.getState().settings.change({ numCaptions: 5 });
  first.store.getState().heatmap.setPalette('viridis');
  first.store.getState().pictures.step(1);

  const second = setUp();
  await persist(second.store, Promise.resolve(database));
  const { pictures, captions } = second.store.getState();
  const [one, two] = pictures.items;
  expect(pictures.items.map(({ name }) => name)).toEqual(['1.jpg', '2.jpg']);
  expect(captions.runs[one!.id]).toMatchObject({ status: 'done', captions: [{ edited: null }] });
  expect(second.store.getState()).toMatchObject({
    pictures: { currentId: two!.id },
    settings: { overrides: { numCaptions: 5 } },
    heatmap: { palette: 'viridis' },
    device: { restored: true },
  });
  expect(captions.queue).toEqual([two!.id]);
});

test('the chosen models are stored; what the address asks for is not', async () => {
  const database = createMemoryDatabase();
  const { store, client } = await setUpReady();
  await persist(store, Promise.resolve(database));
  patchState(store, { model: { backendOverride: 'wasm' } });
  void store.getState().model.use({ kind: 'installed', key: 'base' });
  await client.last('load').done(MODEL);
  void store.getState().matcher.use(null);
  expect(database.saved.slices).toMatchObject({
    model: { choice: { kind: 'installed', key: 'base' }, backendChoice: 'auto' },
    matcher: { choice: null },
  });
  expect(database.saved.slices.model).not.toHaveProperty('backendOverride');
});

test('a deleted picture is gone from the device with its captions', async () => {
  const database = createMemoryDatabase();
  const { store, client } = await setUpReady();
  await persist(store, Promise.resolve(database));
  store.getState().pictures.addFiles([picture()]);
  await client.last('caption').done(runOf(captionOf('a dog')));
  expect(database.saved.runs).toHaveLength(1);
  store.getState().pictures.remove(store.getState().pictures.currentId!);
  expect(database.saved).toMatchObject({ pictures: [], runs: [] });
});

test('words that stream and hovered words are not written', async () => {
  const database = createMemoryDatabase();
  const { store, client } = await setUpReady();
  await persist(store, Promise.resolve(database));
  store.getState().pictures.addFiles([picture()]);
  const before = database.writes.length;
  client.last('caption').progress({ type: 'encoded' });
  store.getState().selection.hover({ caption: 0, word: 0 });
  expect(database.writes).toHaveLength(before);
});

test('a picture that was dropped before the database opened is stored', async () => {
  const database = createMemoryDatabase();
  const { store } = setUp();
  const opened = persist(store, Promise.resolve(database));
  store.getState().pictures.addFiles([picture('early.jpg')]);
  await opened;
  expect(store.getState().pictures.items.map(({ name }) => name)).toEqual(['early.jpg']);
  expect(database.saved.pictures.map(({ name }) => name)).toEqual(['early.jpg']);
});

describe('trouble', () => {
  test('without a database the page works and says that nothing is stored', async () => {
    const { store } = setUp();
    await persist(store, Promise.reject(new Error('no storage here')));
    store.getState().pictures.addFiles([picture()]);
    expect(store.getState()).toMatchObject({
      device: { restored: true, storage: 'off' },
      pictures: { items: [{ name: 'dog.jpg' }] },
    });
  });

  test.each<[string, () => Promise<Database>]>([
    ['is not opened', () => new Promise(() => {})],
    ['is not read', async () => ({ ...createMemoryDatabase(), load: () => new Promise(() => {}) })],
  ])('with a database that %s, the page goes on without it', async (_, open) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { store } = setUp();
    const done = persist(store, open());
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    vi.useRealTimers();
    expect(store.getState().device).toMatchObject({ restored: true, storage: 'waiting' });
  });

  test('a database that answers late is used: nothing of either is lost, and settings stay', async () => {
    const earlier = setUp();
    const database = createMemoryDatabase();
    await persist(earlier.store, Promise.resolve(database));
    earlier.store.getState().pictures.addFiles([picture('old.jpg')]);
    earlier.store.getState().heatmap.setOpacity(0.2);
    await settled();

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let open = (_: Database) => {};
    const opening = new Promise<Database>((resolve) => {
      open = resolve;
    });
    const { store } = setUp();
    const done = persist(store, opening);
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    vi.useRealTimers();
    store.getState().pictures.addFiles([picture('new.jpg')]);
    store.getState().heatmap.setOpacity(0.9);
    open(database);
    await settled();
    const names = ({ pictures }: { pictures: readonly { name: string }[] }) =>
      pictures.map(({ name }) => name).sort();
    expect(names({ pictures: store.getState().pictures.items })).toEqual(['new.jpg', 'old.jpg']);
    expect(names(await database.load())).toEqual(['new.jpg', 'old.jpg']);
    expect(store.getState()).toMatchObject({ device: { storage: 'fine' }, heatmap: { opacity: 0.9 } });
  });

  test.each([
    [new DOMException('too much', 'QuotaExceededError'), 'full'],
    [new Error('closed'), 'off'],
  ])('a write that fails with %s makes storage %s', async (error, storage) => {
    const database = { ...createMemoryDatabase(), write: vi.fn<Database['write']>(async () => {}) };
    const { store } = setUp();
    await persist(store, Promise.resolve(database));
    database.write.mockRejectedValueOnce(error);
    store.getState().heatmap.toggle();
    await settled();
    expect(store.getState().device.storage).toBe(storage);
  });

  /** @param room in pictures. */
  function createSmallDatabase(room: number) {
    const database = createMemoryDatabase();
    const write: Database['write'] = async (changes) => {
      const left = database.saved.pictures.filter(({ id }) => !changes.removed.includes(id));
      if (changes.pictures.length > 0 && left.length + changes.pictures.length > room)
        throw new DOMException('too much', 'QuotaExceededError');
      await database.write(changes);
    };
    return { ...database, write };
  }

  async function setUpFull() {
    const { store } = setUp();
    const database = createSmallDatabase(1);
    await persist(store, Promise.resolve(database));
    store.getState().pictures.addFiles([picture('1.jpg')]);
    store.getState().pictures.addFiles([picture('2.jpg')]);
    await settled();
    const names = () => database.saved.pictures.map(({ name }) => name);
    const [first, second] = store.getState().pictures.items;
    return { store, names, first: first!.id, second: second!.id };
  }

  test('what did not fit is stored once there is room, and storage is fine again', async () => {
    const { store, names, first } = await setUpFull();
    expect(store.getState().device.storage).toBe('full');
    expect(names()).toEqual(['1.jpg']);
    store.getState().heatmap.toggle();
    await settled();
    expect(store.getState().device.storage).toBe('full');
    store.getState().pictures.remove(first);
    await settled();
    expect(names()).toEqual(['2.jpg']);
    expect(store.getState().device.storage).toBe('fine');
  });

  test('a picture that did not fit and is deleted is no trouble any more', async () => {
    const { store, names, second } = await setUpFull();
    store.getState().pictures.remove(second);
    await settled();
    expect(names()).toEqual(['1.jpg']);
    expect(store.getState().device.storage).toBe('fine');
  });

  test('a model that goes makes room too', async () => {
    const database = { ...createMemoryDatabase(), write: vi.fn<Database['write']>(async () => {}) };
    const { store } = setUp();
    await persist(store, Promise.resolve(database));
    database.write.mockRejectedValueOnce(new DOMException('too much', 'QuotaExceededError'));
    store.getState().pictures.addFiles([picture()]);
    await settled();
    patchState(store, {
      library: { contents: { bundles: [], downloads: [], usageBytes: 0, quotaBytes: null } },
    });
    await settled();
    expect(store.getState().device.storage).toBe('fine');
    expect(database.write.mock.lastCall?.[0].pictures).toMatchObject([{ name: 'dog.jpg' }]);
  });

  test('pictures that were dropped before a full database opened are said to be unsaved', async () => {
    const { store } = setUp();
    store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
    await persist(store, Promise.resolve(createSmallDatabase(1)));
    expect(store.getState().device.storage).toBe('full');
  });

  test('storage is nearly full until it is not; the outcome of a write stays', async () => {
    const { store } = setUp();
    const storageAt = async (usage: number) => {
      await watchStorage(store, async () => ({ usage, quota: 100 }));
      return store.getState().device.storage;
    };
    expect(await storageAt(50)).toBe('fine');
    expect(await storageAt(95)).toBe('nearly-full');
    expect(await storageAt(50)).toBe('fine');
    store.getState().device.setStorage('full');
    expect(await storageAt(95)).toBe('full');
    expect(await storageAt(50)).toBe('full');
  });
});
