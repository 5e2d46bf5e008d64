import { expect, test } from 'vitest';
import { runOf, setUpReady } from '../../test/scene';
import { settled } from '../../worker-client/fake';

const SOURCE = { kind: 'files', name: 'Trip', files: [] } as const;
const VISIT = { collection: 'trip', path: 'a.jpg', order: ['a.jpg', 'b.jpg'] };
const FILE = new File(['x'], 'a.jpg');

async function setUpVisit() {
  const scene = await setUpReady();
  const { collection } = scene.store.getState();
  collection.open(SOURCE);
  void collection.visit(VISIT);
  await scene.collections.last('pictureFile').done(FILE);
  return scene;
}

test('a picture of a collection is captioned on the stage and does not enter the strip', async () => {
  const { store, client } = await setUpVisit();
  expect(store.getState()).toMatchObject({
    collection: { view: 'stage', visited: VISIT },
    pictures: { items: [], currentId: 'trip/a.jpg' },
  });
  expect(client.last('caption').payload.picture).toBe(FILE);
});

test('going back takes it and its captions away', async () => {
  const { store, client } = await setUpVisit();
  await client.last('caption').done(runOf());
  store.getState().collection.showGrid();
  expect(store.getState()).toMatchObject({
    collection: { view: 'grid', visited: null },
    pictures: { currentId: null, visiting: null },
    captions: { runs: {} },
  });
});

test('it is captioned before the pictures that wait', async () => {
  const { store, client, collections } = await setUpReady();
  store.getState().pictures.addFiles([1, 2, 3].map((n) => new File(['x'], `${n}.jpg`)));
  store.getState().collection.open(SOURCE);
  void store.getState().collection.visit(VISIT);
  await collections.last('pictureFile').done(FILE);
  await client.last('caption').done(runOf());
  expect(client.last('caption').payload.picture).toBe(FILE);
});

test('the page keys step through the grid’s order and stop at its ends', async () => {
  const { store, collections } = await setUpVisit();
  void store.getState().collection.step(1);
  await collections.last('pictureFile').done(new File(['y'], 'b.jpg'));
  expect(store.getState().pictures.currentId).toBe('trip/b.jpg');
  await store.getState().collection.step(1);
  expect(collections.calls('pictureFile')).toHaveLength(2);
});

test('a picture that comes too late is not shown', async () => {
  const { store, collections } = await setUpReady();
  store.getState().collection.open(SOURCE);
  void store.getState().collection.visit(VISIT);
  store.getState().collection.showGrid();
  await collections.last('pictureFile').done(FILE);
  expect(store.getState()).toMatchObject({ collection: { view: 'grid' }, pictures: { visiting: null } });
});

test('a picture of the strip takes the stage', async () => {
  const { store } = await setUpVisit();
  store.getState().pictures.addFiles([new File(['z'], 'z.jpg', { type: 'image/jpeg' })]);
  expect(store.getState()).toMatchObject({ collection: { visited: null, view: 'stage' } });
  expect(store.getState().pictures.items.map(({ name }) => name)).toEqual(['z.jpg']);
});

test('a worker that had to start over opens the collection again', async () => {
  const { store, collections } = await setUpReady();
  store.getState().collection.open(SOURCE);
  void store.getState().collection.visit(VISIT);
  await collections.last('pictureFile').fail({ code: 'collection-closed', message: 'It is not open.' });
  await collections.last('openCollection').done({
    summary: {
      id: 'trip',
      name: 'Trip',
      openedAt: 0,
      pictures: 1,
      done: 0,
      handle: null,
      keepsJournal: false,
    },
    records: [],
    leftOut: [],
    leftOutCount: 0,
    warnings: [],
  });
  await settled();
  await collections.last('pictureFile').done(FILE);
  expect(store.getState().pictures.visiting?.name).toBe('a.jpg');
});

test('a picture that cannot be read says why, until another one is shown', async () => {
  const { store, collections } = await setUpReady();
  const gone = { code: 'file-missing', message: 'The file was moved.' } as const;
  store.getState().collection.open(SOURCE);
  void store.getState().collection.visit(VISIT);
  await collections.last('pictureFile').fail(gone);
  expect(store.getState().collection).toMatchObject({ view: 'grid', visited: null, visitError: gone });
  void store.getState().collection.visit(VISIT);
  await collections.last('pictureFile').done(FILE);
  expect(store.getState().collection).toMatchObject({ visited: VISIT, visitError: null });
});
