import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runOf, setUpReady } from '../test/scene';
import { openDatabase } from './database';
import { clearDatabases, deviceOf, namesIn, openTab, readDatabase } from './testing/tabs';

/** More than two pieces, none of them like another. */
const BYTES = Uint8Array.from({ length: (2 << 20) + 17 }, (_, at) => (at * 31 + (at >> 16)) % 251);
const LARGE = new File([BYTES], 'large.png', { type: 'image/png' });

/** As WebKit does in private windows: the request fails, and with it the transaction. */
function refuseFiles(): void {
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (this.name === 'pictures' && value.blob) {
      throw new DOMException('Error preparing Blob/File data to be stored in object store', 'UnknownError');
    }
    return put.call(this, value, key);
  });
}

async function countPieces(): Promise<number> {
  const opening = indexedDB.open('blipscope');
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  const counting = opening.result.transaction('pieces').objectStore('pieces').count();
  await new Promise((resolve) => counting.addEventListener('success', resolve));
  opening.result.close();
  return counting.result;
}

beforeEach(clearDatabases);
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a browser that stores no files', () => {
  test('a picture is there at the next visit, byte by byte, with its captions', async () => {
    refuseFiles();
    const first = await openTab({}, await setUpReady());
    first.store.getState().pictures.addFiles([LARGE]);
    await first.client.last('caption').done(runOf());
    await first.persistence.settled();
    expect(deviceOf(first).storage).toBe('fine');
    const second = await openTab();
    const { pictures, captions } = second.store.getState();
    const [restored] = pictures.items;
    expect(restored).toMatchObject({ name: 'large.png', sample: false });
    expect(restored).not.toHaveProperty('pieces');
    expect(restored!.blob.type).toBe('image/png');
    const bytes = new Uint8Array(await restored!.blob.arrayBuffer());
    expect(bytes.length).toBe(BYTES.length);
    expect(bytes.every((byte, at) => byte === BYTES[at])).toBe(true);
    expect(captions.runs[restored!.id]).toMatchObject({ status: 'done' });
  });

  test('nothing is left of a picture that is deleted', async () => {
    refuseFiles();
    const { store, persistence } = await openTab();
    store.getState().pictures.addFiles([LARGE, new File(['few'], 'small.png', { type: 'image/png' })]);
    await persistence.settled();
    expect(await countPieces()).toBe(4);
    store.getState().pictures.remove(store.getState().pictures.items[0]!.id);
    await persistence.settled();
    expect(await countPieces()).toBe(1);
    expect((await readDatabase()).pictures).toEqual(['small.png']);
  });

  test('a picture that lost a piece is named, and the others are here', async () => {
    refuseFiles();
    const first = await openTab();
    first.store.getState().pictures.addFiles([LARGE, new File(['few'], 'small.png', { type: 'image/png' })]);
    await first.persistence.settled();
    const lost = first.store.getState().pictures.items[0]!.id;
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
      return get.call(this, this.name === 'pieces' && String(key) === `${lost},1` ? ['gone', 0] : key);
    });
    const second = await openTab();
    expect(namesIn(second)).toEqual(['small.png']);
    expect(deviceOf(second)).toMatchObject({ storage: 'unreadable', unreadable: [lost] });
  });

  test('a file that cannot be read any more is said to be unsaved, and the others are stored', async () => {
    refuseFiles();
    const gone = new File(['pixels'], 'gone.png', { type: 'image/png' });
    vi.spyOn(gone, 'slice').mockImplementation(() => {
      throw new DOMException('The file is gone.', 'NotFoundError');
    });
    const tab = await openTab();
    tab.store.getState().pictures.addFiles([gone, LARGE]);
    await tab.persistence.settled();
    expect(deviceOf(tab)).toMatchObject({
      storage: 'partly',
      unstored: [{ kind: 'picture', name: 'gone.png' }],
    });
    expect((await readDatabase()).pictures).toEqual(['large.png']);
  });
});

test('files are stored as they are where the browser can', async () => {
  const { store, persistence } = await openTab();
  store.getState().pictures.addFiles([LARGE]);
  await persistence.settled();
  expect(await countPieces()).toBe(0);
  expect((await readDatabase()).pictures).toEqual(['large.png']);
});

test('a failure of another kind is not taken for a refusal', async () => {
  const database = await openDatabase('/');
  const full = new DOMException('too much', 'QuotaExceededError');
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw full;
  });
  const picture = { id: 'one', name: 'one.png', blob: LARGE, sample: false, place: 1 };
  const write = database.write({ pictures: [picture], removed: [], runs: [], values: [] });
  await expect(write).rejects.toBe(full);
});
