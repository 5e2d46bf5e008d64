import { expect, test, vi } from 'vitest';
import { BROWSER, setUp } from '../../../test/scene';
import { settled } from '../../../worker-client/fake';
import { bundleOf, picked } from '../testing';
import { MemoryFolder, unreadable } from './testing';

const BUNDLE = bundleOf('base-q8');

test('a zip file is handed over when it is packed', async () => {
  const saveFile = vi.fn();
  const { store, library } = setUp({ browser: { ...BROWSER, saveFile } });
  void store.getState().saving.saveAsZip(BUNDLE);
  library.last('pack').progress({ doneBytes: 5, totalBytes: 10 });
  expect(store.getState().saving.current).toMatchObject({ key: 'base-q8', progress: { doneBytes: 5 } });
  const zip = new File(['zip'], 'base-q8.zip');
  await library.last('pack').done(zip);
  expect(saveFile).toHaveBeenCalledWith(zip);
  expect(store.getState().saving.current).toBeNull();
});

test('saving can be stopped', async () => {
  const saveFile = vi.fn();
  const { store, library } = setUp({ browser: { ...BROWSER, saveFile } });
  void store.getState().saving.saveAsZip(BUNDLE);
  store.getState().saving.stop();
  expect(library.last('pack').cancelled).toBe(true);
  await library.last('pack').abort();
  expect(store.getState().saving.current).toBeNull();
  expect(saveFile).not.toHaveBeenCalled();
});

test('a folder gets the files, and the page says where', async () => {
  const parent = new MemoryFolder('Models');
  const { store, library } = setUp({ browser: { ...BROWSER, pickFolder: async () => parent.handle() } });
  void store.getState().saving.saveToFolder(BUNDLE);
  await settled();
  await library.last('unpacked').done([picked('blipscope.json'), picked('vision.onnx')]);
  await vi.waitFor(() => expect(store.getState().saving.current).toBeNull());
  expect(parent.texts()).toEqual({ 'base-q8/blipscope.json': 'x', 'base-q8/vision.onnx': 'x' });
  expect(store.getState().library.liveMessage).toContain('Models/base-q8');
});

test('a stored file that cannot be read is not the folder’s fault', async () => {
  const parent = new MemoryFolder('Models');
  const { store, library } = setUp({ browser: { ...BROWSER, pickFolder: async () => parent.handle() } });
  void store.getState().saving.saveToFolder(BUNDLE);
  await settled();
  await library.last('unpacked').done([unreadable('blipscope.json')]);
  await vi.waitFor(() =>
    expect(store.getState().saving.current).toMatchObject({ folder: null, error: { code: 'read-failed' } }),
  );
  expect(parent.texts()).toEqual({});
});

test('changing one’s mind about the folder is no error', async () => {
  const { store, library } = setUp({ browser: { ...BROWSER, pickFolder: async () => null } });
  await store.getState().saving.saveToFolder(BUNDLE);
  expect(library.calls('unpacked')).toHaveLength(0);
  expect(store.getState().saving.current).toBeNull();
});

test('a refused folder is reported in place', async () => {
  const refuse = () => Promise.reject(new DOMException('read-only', 'NoModificationAllowedError'));
  const folder: FileSystemDirectoryHandle = Object.assign(Object.create(null), {
    getDirectoryHandle: refuse,
  });
  const { store, library } = setUp({ browser: { ...BROWSER, pickFolder: async () => folder } });
  void store.getState().saving.saveToFolder(BUNDLE);
  await settled();
  await library.last('unpacked').done([]);
  expect(store.getState().saving.current).toMatchObject({
    folder: 'refused',
    error: { detail: 'read-only' },
  });
});
