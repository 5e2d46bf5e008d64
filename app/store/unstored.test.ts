import { beforeEach, describe, expect, test, vi } from 'vitest';
import { captionOf, picture, runOf, setUp, setUpReady } from '../test/scene';
import { settled } from '../worker-client/fake';
import { openDatabase } from './database';
import { patchState } from './patch-state';
import type { Changes } from './stored';
import {
  clearDatabases,
  deviceOf,
  namesIn,
  openFailing,
  openTab,
  readDatabase,
  setUpVisit,
} from './testing/tabs';
import { watchStorage } from './watch-storage';

beforeEach(clearDatabases);

describe('a write that fails', () => {
  const isOf = ({ pictures }: Changes, name: string) => pictures.some((one) => one.name === name);

  test('for one picture: the rest is stored, that one is named, and tried again', async () => {
    let broken = true;
    const open = () =>
      openFailing((changes) =>
        broken && isOf(changes, 'bad.jpg') ? new DOMException('The file is gone.', 'NotReadableError') : null,
      );
    const tab = await openTab({ open }, await setUpReady());
    tab.store.getState().pictures.addFiles([picture('1.jpg'), picture('bad.jpg'), picture('2.jpg')]);
    tab.store.getState().heatmap.setPalette('jet');
    await tab.persistence.settled();
    await tab.client.last('caption').done(runOf(captionOf('a dog')));
    await tab.client.last('caption').done(runOf(captionOf('a dog')));
    await tab.client.last('caption').done(runOf(captionOf('a dog')));
    await tab.persistence.settled();
    const there = await readDatabase();
    expect(there).toMatchObject({ pictures: ['1.jpg', '2.jpg'], values: { 'heatmap.palette': 'jet' } });
    expect(there.runs).toHaveLength(2);
    expect(namesIn(tab)).toHaveLength(3);
    expect(deviceOf(tab)).toMatchObject({
      storage: 'partly',
      unstored: [{ kind: 'picture', name: 'bad.jpg' }],
    });
    broken = false;
    deviceOf(tab).requestOfStorage('retry');
    await settled();
    await tab.persistence.settled();
    expect(deviceOf(tab)).toMatchObject({ storage: 'fine', unstored: [] });
    expect((await readDatabase()).runs).toHaveLength(3);
  });

  test('for settings and captions, which are named', async () => {
    let broken = false;
    const open = () =>
      openFailing(({ values, runs }) => (broken && values.length + runs.length > 0 ? new Error('no') : null));
    const tab = await openTab({ open }, await setUpReady());
    tab.store.getState().pictures.addFiles([picture()]);
    await tab.persistence.settled();
    broken = true;
    await tab.client.last('caption').done(runOf(captionOf('a dog')));
    tab.store.getState().heatmap.setPalette('jet');
    tab.store.getState().heatmap.toggle();
    await tab.persistence.settled();
    expect(deviceOf(tab)).toMatchObject({
      storage: 'partly',
      unstored: [{ kind: 'captions', name: 'dog.jpg' }, { kind: 'settings' }],
    });
  });

  test('is tried again after a minute', async () => {
    let broken = true;
    const open = () => openFailing(() => (broken ? new Error('no') : null));
    const tab = await openTab({ open });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    tab.store.getState().heatmap.setPalette('jet');
    await tab.persistence.settled();
    broken = false;
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await tab.persistence.settled();
    expect(deviceOf(tab).storage).toBe('fine');
    expect((await readDatabase()).values).toEqual({ 'heatmap.palette': 'jet' });
  });

  test('what cannot be cloned does not leave half of a step', async () => {
    const database = await openDatabase('/');
    const [good, bad] = ['good', 'bad'].map((id) => ({
      id,
      name: id,
      blob: picture(),
      sample: false,
      place: 1,
    }));
    const pictures = [good!, { ...bad!, blob: (() => {}) as unknown as Blob }];
    await expect(database.write({ pictures, removed: [], runs: [], values: [] })).rejects.toThrow(/clone/);
    expect((await database.load()).pictures).toEqual([]);
  });
});

describe('storage that is full', () => {
  /** @param room in pictures. */
  function openSmall(room: number) {
    let there = 0;
    return openFailing(({ pictures, removed }) => {
      there -= removed.length;
      if (there + pictures.length > room) return new DOMException('too much', 'QuotaExceededError');
      there += pictures.length;
      return null;
    });
  }

  async function setUpFull() {
    const tab = await openTab({ open: () => openSmall(1) });
    const { store, persistence } = tab;
    store.getState().pictures.addFiles([picture('1.jpg')]);
    await persistence.settled();
    store.getState().pictures.addFiles([picture('2.jpg')]);
    await persistence.settled();
    const [first, second] = store.getState().pictures.items;
    return { ...tab, first: first!.id, second: second!.id };
  }

  test('what did not fit is stored once there is room, and storage is fine again', async () => {
    const tab = await setUpFull();
    expect(deviceOf(tab).storage).toBe('full');
    expect((await readDatabase()).pictures).toEqual(['1.jpg']);
    tab.store.getState().heatmap.toggle();
    await tab.persistence.settled();
    expect(deviceOf(tab).storage).toBe('full');
    tab.store.getState().pictures.remove(tab.first);
    await vi.waitFor(() => expect(deviceOf(tab).storage).toBe('fine'));
    expect((await readDatabase()).pictures).toEqual(['2.jpg']);
  });

  test('a picture that did not fit and is deleted is no trouble any more', async () => {
    const tab = await setUpFull();
    tab.store.getState().pictures.remove(tab.second);
    await tab.persistence.settled();
    expect((await readDatabase()).pictures).toEqual(['1.jpg']);
    expect(deviceOf(tab).storage).toBe('fine');
  });

  test('a model that goes makes room too', async () => {
    let full = true;
    const open = () => openFailing(() => (full ? new DOMException('too much', 'QuotaExceededError') : null));
    const tab = await openTab({ open });
    tab.store.getState().pictures.addFiles([picture()]);
    await tab.persistence.settled();
    full = false;
    patchState(tab.store, {
      library: { contents: { bundles: [], downloads: [], usageBytes: 0, quotaBytes: null } },
    });
    await tab.persistence.settled();
    expect(deviceOf(tab).storage).toBe('fine');
    expect((await readDatabase()).pictures).toEqual(['dog.jpg']);
  });

  test('pictures that were dropped before a full database opened are said to be unsaved', async () => {
    const scene = setUpVisit();
    scene.store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
    await openTab({ open: () => openSmall(1) }, scene);
    expect(deviceOf(scene).storage).toBe('full');
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

test('a stored picture that cannot be read is named, the others are here, and it can be deleted', async () => {
  const first = await openTab();
  first.store.getState().pictures.addFiles([picture('1.jpg'), picture('2.jpg')]);
  await first.persistence.settled();
  const lost = first.store.getState().pictures.items[0]!.id;
  const get = IDBObjectStore.prototype.get;
  const fail = () => {
    throw new DOMException('Data lost due to missing file.', 'NotReadableError');
  };
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(fail);
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    return key === lost && this.name === 'pictures' ? fail() : get.call(this, key);
  });
  const second = await openTab();
  expect(namesIn(second)).toEqual(['2.jpg']);
  expect(deviceOf(second)).toMatchObject({ storage: 'unreadable', unreadable: [lost] });
  vi.restoreAllMocks();
  deviceOf(second).requestOfStorage('delete-unreadable');
  await vi.waitFor(() => expect(deviceOf(second).storage).toBe('fine'));
  expect((await readDatabase()).pictures).toEqual(['2.jpg']);
});
