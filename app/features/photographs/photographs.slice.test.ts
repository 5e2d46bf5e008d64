import { expect, test } from 'vitest';
import type { LoadedModel } from '../../../core/protocol';
import { captionOf, MODEL, picture, runOf, setUp } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { DEMO_ID } from '../models/active/names';
import { bundleOf, DOWNLOAD, libraryOf } from '../models/testing';
import { followPhotographs } from './follow-photographs';
import { PHOTOGRAPH_MODEL } from './offer';
import { waitingPhotographs } from './photographs.selectors';

const DEMO: LoadedModel = { ...MODEL, id: DEMO_ID };

/** The demo model is ready, and nobody was asked. */
async function openPage() {
  const scene = setUp({ now: () => 0 });
  const { store, client } = scene;
  followPhotographs(store);
  void store.getState().model.load();
  await client.last('load').done(DEMO);
  const app = store.getState;
  return {
    ...scene,
    app,
    captioned: () => client.calls('caption').map(({ payload }) => (payload.picture as File).name),
    /** Adds a picture, and says what it looks like. */
    async add(name: string, drawn: boolean) {
      app().pictures.addFiles([picture(name)]);
      await settled();
      await scene.collections.last('looksDrawn').done(drawn);
      await settled();
    },
  };
}

test('a photograph waits, drawings and samples do not', async () => {
  const { app, add, captioned, client } = await openPage();
  await add('dog.jpg', false);
  expect(captioned()).toEqual([]);
  expect(waitingPhotographs(app())).toHaveLength(1);
  await add('drawn.png', true);
  expect(captioned()).toEqual(['drawn.png']);
  await client.last('caption').done(runOf(captionOf('a red car')));
  app().pictures.addFiles([picture('sample.webp')], { sample: true });
  expect(captioned()).toEqual(['drawn.png', 'sample.webp']);
  expect(waitingPhotographs(app())).toHaveLength(1);
});

test('each picture is looked at once, however many come meanwhile', async () => {
  const { app, collections } = await openPage();
  for (const name of ['dog.jpg', 'cat.jpg', 'cup.jpg']) app().pictures.addFiles([picture(name)]);
  await settled();
  const looked = collections.calls('looksDrawn').map(({ payload }) => (payload.file as File).name);
  expect(looked.toSorted()).toEqual(['cat.jpg', 'cup.jpg', 'dog.jpg']);
});

test('a picture that cannot be looked at is captioned, which says what is wrong with it', async () => {
  const { app, captioned, collections } = await openPage();
  app().pictures.addFiles([picture('broken.jpg')]);
  await settled();
  await collections.last('looksDrawn').fail({ code: 'corrupt-image', message: 'Damaged.' });
  await settled();
  expect(captioned()).toEqual(['broken.jpg']);
});

test.each(['go-on', 'later'] as const)(
  '“%s” captions what waits, and holds nothing any more',
  async (choice) => {
    const { app, add, captioned, client } = await openPage();
    await add('dog.jpg', false);
    app().photographs.choose(choice);
    expect(captioned()).toEqual(['dog.jpg']);
    await client.last('caption').done(runOf(captionOf('a cup')));
    app().pictures.addFiles([picture('cat.jpg')]);
    expect(captioned()).toEqual(['dog.jpg', 'cat.jpg']);
  },
);

test('a person who said that the demo model is to go on has no picture looked at', async () => {
  const { app, collections } = await openPage();
  app().photographs.choose('go-on');
  app().pictures.addFiles([picture()]);
  expect(collections.calls('looksDrawn')).toHaveLength(0);
});

test('the model is installed while photographs wait, and captions them', async () => {
  const { app, add, captioned, client, library } = await openPage();
  await add('dog.jpg', false);
  app().photographs.install();
  const { payload } = library.last('install');
  expect(payload).toMatchObject({ source: { id: PHOTOGRAPH_MODEL.id }, target: 'wasm', dtype: 'q8' });
  expect(captioned()).toEqual([]);
  await library.last('install').done(bundleOf('base'));
  await client.last('load').done({ ...MODEL, id: PHOTOGRAPH_MODEL.id });
  await settled();
  expect(app().model.choice).toEqual({ kind: 'installed', key: 'base' });
  expect(captioned()).toEqual(['dog.jpg']);
});

test('what the demo model captions meanwhile is captioned again, unless a person edited it', async () => {
  const { app, add, captioned, client, library } = await openPage();
  await add('edited.jpg', false);
  app().photographs.install();
  app().photographs.captionMeanwhile();
  await client.last('caption').done(runOf(captionOf('a big cup')));
  app().captions.edit(app().pictures.items[0]!.id, 0, 'a dog');
  await add('dog.jpg', false);
  await client.last('caption').done(runOf(captionOf('white snow')));
  await add('under-way.jpg', false);
  await library.last('install').done(bundleOf('base'));
  await client.last('caption').abort();
  await client.last('load').done({ ...MODEL, id: PHOTOGRAPH_MODEL.id });
  await settled();
  expect(captioned()).toEqual(['edited.jpg', 'dog.jpg', 'under-way.jpg', 'dog.jpg']);
  await client.last('caption').done(runOf(captionOf('a dog')));
  expect(captioned().at(-1)).toBe('under-way.jpg');
});

test('after a cancel, photographs wait for another answer', async () => {
  const { app, add, captioned, library } = await openPage();
  await add('dog.jpg', false);
  app().photographs.install();
  const [job] = app().jobs.items;
  void app().jobs.discard(job!.id);
  await library.last('install').abort();
  for (const call of library.calls('library')) await call.done(libraryOf());
  await settled();
  expect(app().jobs.items).toEqual([]);
  expect(captioned()).toEqual([]);
  expect(waitingPhotographs(app())).toHaveLength(1);
  app().photographs.choose('later');
  expect(captioned()).toEqual(['dog.jpg']);
});

test('a download that an earlier visit left is gone on with as it was', async () => {
  const { app, add, library } = await openPage();
  await add('dog.jpg', false);
  await library.last('library').done(libraryOf({ downloads: [{ ...DOWNLOAD, dtype: 'q4' }] }));
  app().photographs.install();
  expect(library.last('install').payload).toMatchObject({ dtype: 'q4' });
});

test('a model that is here already is used without a download', async () => {
  const { app, add, captioned, client } = await openPage();
  await add('dog.jpg', false);
  app().photographs.captionWith('base');
  await client.last('load').done({ ...MODEL, id: 'someone/base' });
  await settled();
  expect(captioned()).toEqual(['dog.jpg']);
});

test('another model than the demo model captions at once', async () => {
  const { store, client, collections } = setUp();
  followPhotographs(store);
  store.setState(({ model }) => ({ model: { ...model, choice: { kind: 'installed', key: 'base' } } }));
  void store.getState().model.load();
  await client.last('load').done(MODEL);
  store.getState().pictures.addFiles([picture()]);
  expect(client.calls('caption')).toHaveLength(1);
  expect(collections.calls('looksDrawn')).toHaveLength(0);
});

test('a person who goes back to the demo model has decided', async () => {
  const { app, client } = await openPage();
  void app().model.use({ kind: 'installed', key: 'base' });
  await client.last('load').done(MODEL);
  void app().model.use({ kind: 'demo' });
  expect(app().photographs.choice).toBe('go-on');
});

test('of a collection, most of the pictures decide', async () => {
  const { app, collections } = await openPage();
  const looked = app().photographs.examine('trip', async () => [picture(), picture(), picture()]);
  await settled();
  const calls = collections.calls('looksDrawn');
  for (const [index, call] of calls.entries()) await call.done(index === 0);
  await looked;
  expect(app().photographs.drawn).toEqual({ trip: false });
});
