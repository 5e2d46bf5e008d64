import { expect, test } from 'vitest';
import type { PickedFile } from '../../../core/protocol';
import { setUpReady } from '../../test/scene';
import { MAX_SINGLE } from '../collection/open/accept';
import { takeFiles } from './take-files';

const picked = (path: string, content = 'x'): PickedFile => ({
  path,
  file: new File([content], path.split('/').at(-1) ?? path, {
    type: path.endsWith('.jpg') ? 'image/jpeg' : '',
  }),
});
const many = (count: number, name: (n: number) => string) =>
  Array.from({ length: count }, (_, index) => picked(name(index)));

/** What becomes of files: the collection that is opened, pictures of the strip, files of a model. */
async function taken(files: PickedFile[], folder: string | null = null, managing = false) {
  const { store } = await setUpReady();
  if (managing) store.getState().library.openDialog();
  await takeFiles(files, folder, store);
  const { collection, pictures, review, jobs } = store.getState();
  const model = review.current !== null || jobs.items.length > 0;
  const { source } = collection;
  return { source: source && [source.kind, source.name], pictures: pictures.items.length, model };
}

const NOTHING = { source: null, pictures: 0, model: false };

test('a few pictures go to the strip, more are a collection', async () => {
  const names = (n: number) => `${n}.jpg`;
  expect(await taken(many(MAX_SINGLE, names))).toEqual({ ...NOTHING, pictures: MAX_SINGLE });
  expect(await taken(many(MAX_SINGLE + 1, names))).toEqual({ ...NOTHING, source: ['files', ''] });
});

test('a folder is a collection, with the texts in it', async () => {
  const files = [picked('trip/a.jpg'), picked('trip/a.txt')];
  expect(await taken(files, 'trip')).toEqual({ ...NOTHING, source: ['files', 'trip'] });
});

test('an archive is a collection, but for a model’s zip file', async () => {
  expect(await taken([picked('trip.zip')])).toEqual({ ...NOTHING, source: ['archive', 'trip.zip'] });
  expect(await taken([picked('trip.tar')])).toEqual({ ...NOTHING, source: ['archive', 'trip.tar'] });
  expect(await taken([picked('model.zip', 'PK blipscope.json')])).toEqual({ ...NOTHING, model: true });
});

test('a model in many loose files, or in a folder, is no collection', async () => {
  const shards = many(MAX_SINGLE + 5, (n) => `model-${n}.safetensors`);
  expect(await taken([...shards, picked('config.json')])).toEqual({ ...NOTHING, model: true });
  expect(await taken([picked('base/model.safetensors')], 'base')).toEqual({ ...NOTHING, model: true });
});

test('while the model manager is open, nothing is a collection', async () => {
  expect((await taken([picked('model.tar')], null, true)).source).toBeNull();
});

test('pictures that are given to the model manager are offered there to be added', async () => {
  const { store } = await setUpReady();
  store.getState().library.openDialog();
  const photograph = { path: 'IMG_1.HEIC', file: new File(['x'], 'IMG_1.HEIC') };
  await takeFiles([photograph, picked('a.jpg'), picked('notes.txt')], null, store);
  expect(store.getState().review.pictures.map(({ path }) => path)).toEqual(['IMG_1.HEIC', 'a.jpg']);
  expect(store.getState().review.current).toBeNull();
  expect(store.getState().pictures.items).toEqual([]);
  store.getState().library.closeDialog();
  expect(store.getState().review.pictures).toEqual([]);
});

test('a model with pictures beside it is a model', async () => {
  const { store } = await setUpReady();
  store.getState().library.openDialog();
  store.getState().review.addFiles([picked('base/model.safetensors'), picked('base/example.jpg')]);
  expect(store.getState().review.pictures).toEqual([]);
  expect(store.getState().review.current).not.toBeNull();
});
