import { expect, test } from 'vitest';
import { MODEL, setUpReady } from '../../../test/scene';
import { settled } from '../../../worker-client/fake';
import { bundleOf, DOWNLOAD, libraryOf } from '../testing';

const BUNDLE = bundleOf('base-q8');
const CHOICE = { kind: 'installed', key: 'base-q8' } as const;

async function setUpInstalled() {
  const scene = await setUpReady();
  scene.store.getState().library.openDialog();
  await scene.library.last('library').done(libraryOf({ bundles: [BUNDLE] }));
  return scene;
}

test('nothing is asked of the worker before the manager opens', async () => {
  const { store, library } = await setUpReady();
  expect(library.calls('library')).toHaveLength(0);
  store.getState().library.openDialog();
  expect(library.calls('library')).toHaveLength(1);
});

test('what the browser says of keeping and of the GPU is looked up', async () => {
  const { store } = await setUpInstalled();
  await settled();
  expect(store.getState()).toMatchObject({ library: { storagePersisted: false, hasFp16: false } });
  await store.getState().library.persistStorage();
  expect(store.getState().library.storagePersisted).toBe(true);
});

test('a library that cannot be read says why, and can be asked again', async () => {
  const { store, library } = await setUpReady();
  const error = { code: 'storage-off', message: 'This browser keeps no files.' } as const;
  store.getState().library.openDialog();
  await library.last('library').fail(error);
  expect(store.getState()).toMatchObject({ library: { contents: null, error: error } });
  void store.getState().library.refresh();
  await library.last('library').done(libraryOf());
  expect(store.getState()).toMatchObject({ library: { contents: libraryOf(), error: null } });
});

test('a deleted model can be had back, and is used again for what it was', async () => {
  const { store, library, client } = await setUpInstalled();
  void store.getState().model.use(CHOICE);
  await client.last('load').done({ ...MODEL, id: BUNDLE.id });
  void store.getState().library.deleteBundle('base-q8');
  await settled();
  await library.last('remove').done(null);
  await library.last('library').done(libraryOf());
  expect(store.getState()).toMatchObject({
    model: { choice: { kind: 'demo' } },
    library: { deleted: { bundle: BUNDLE, captioned: true } },
  });
  void store.getState().library.undoDelete();
  await library.last('restore').done(BUNDLE);
  await library.last('library').done(libraryOf({ bundles: [BUNDLE] }));
  expect(store.getState()).toMatchObject({ model: { choice: CHOICE }, library: { deleted: null } });
});

test('deleting another one lets the first go for good', async () => {
  const { store, library } = await setUpReady();
  store.getState().library.openDialog();
  const both = [BUNDLE, bundleOf('large-q8')];
  await library.last('library').done(libraryOf({ bundles: both }));
  void store.getState().library.deleteBundle('base-q8');
  await settled();
  await library.last('remove').done(null);
  await library.last('library').done(libraryOf({ bundles: both.slice(1) }));
  void store.getState().library.deleteBundle('large-q8');
  expect(library.last('purge').payload).toEqual({ key: 'base-q8' });
  await library.last('purge').done(null);
  await library.last('library').done(libraryOf({ bundles: both.slice(1) }));
  expect(library.last('remove').payload).toEqual({ key: 'large-q8' });
});

test('a delete that fails says so and changes nothing', async () => {
  const { store, library } = await setUpInstalled();
  void store.getState().library.deleteBundle('base-q8');
  await settled();
  await library.last('remove').fail({ code: 'busy', message: 'Another tab uses it.' });
  expect(store.getState()).toMatchObject({ library: { deleted: null, error: { code: 'busy' } } });
  expect(store.getState().library.contents?.bundles).toEqual([BUNDLE]);
});

test('what an earlier visit downloaded can be thrown away', async () => {
  const { store, library } = await setUpInstalled();
  void store.getState().library.discardDownload(DOWNLOAD);
  expect(library.last('discard').payload).toEqual({ key: 'half-way' });
});
