import { beforeEach, expect, test } from 'vitest';
import { captionOf, MODEL, picture, runOf, type Scene, setUpReady } from '../../test/scene';
import { prefetchPictures } from './prefetch';

let scene: Scene;

beforeEach(async () => {
  scene = await setUpReady();
  prefetchPictures(scene.store, scene.client);
});

function add(...names: string[]): string[] {
  const before = scene.store.getState().pictures.items.length;
  scene.store.getState().pictures.addFiles(names.map(picture));
  return scene.store
    .getState()
    .pictures.items.slice(before)
    .map(({ id }) => id);
}

/** What was named last: the names of the files whose runs these are. */
function named(): (string | undefined)[] {
  const { items: pictures } = scene.store.getState().pictures;
  const { runs } = scene.store.getState().captions;
  return scene.client.last('prefetch').payload.map(({ id, file }) => {
    const owner = pictures.find((one) => runs[one.id]?.id === id);
    expect(owner?.blob).toBe(file);
    return owner?.name;
  });
}

test('while a picture is captioned, the next two are named by their runs', () => {
  add('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
  expect(named()).toEqual(['b.jpg', 'c.jpg']);
});

test('each step names those that come then', async () => {
  add('a.jpg', 'b.jpg', 'c.jpg');
  await scene.client.last('caption').done(runOf(captionOf('a dog')));
  expect(named()).toEqual(['c.jpg']);
});

test('a picture that is deleted makes room for the one after it', () => {
  const [, second] = add('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg');
  scene.store.getState().pictures.remove(second!);
  expect(named()).toEqual(['c.jpg', 'd.jpg']);
});

test('one picture alone has nothing to be read ahead', () => {
  add('a.jpg');
  expect(scene.client.calls('prefetch')).toEqual([]);
});

test('after the engine was lost, pictures are prefetched again', async () => {
  add('a.jpg', 'b.jpg');
  const error = { code: 'gpu-lost', message: 'The GPU stopped.' } as const;
  scene.client.lose(error);
  await scene.client.last('prefetch').fail(error);
  await scene.client.last('caption').fail(error);
  const before = scene.client.calls('prefetch').length;
  await scene.client.last('load').done(MODEL);
  expect(scene.client.calls('prefetch')).toHaveLength(before + 1);
  expect(named()).toEqual(['b.jpg']);
});
