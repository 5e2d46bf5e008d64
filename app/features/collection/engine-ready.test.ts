import { expect, test } from 'vitest';
import { patchState } from '../../store/patch-state';
import { MODEL, setUp } from '../../test/scene';
import { settled } from '../../worker-client/fake';
import { DEMO_ID } from '../models/active/names';
import { engineReady } from './engine-ready';

function setUpWaiting() {
  const scene = setUp();
  const stop = new AbortController();
  void scene.store.getState().model.load();
  const ends: string[] = [];
  engineReady(scene.store, stop.signal).then(
    () => ends.push('ready'),
    (error: Error) => ends.push(error.name),
  );
  return { ...scene, stop, ends };
}

test('it waits for the model, and then for the matcher that is loaded with it', async () => {
  const { client, ends } = setUpWaiting();
  await settled();
  expect(ends).toEqual([]);
  await client.last('load').done({ ...MODEL, capabilities: ['caption', 'match'] });
  expect(ends).toEqual([]);
  await client.last('matcher').done(null);
  expect(ends).toEqual(['ready']);
});

test('a model that cannot be loaded ends the waiting', async () => {
  const { client, ends } = setUpWaiting();
  await client.last('load').fail({ code: 'offline', message: 'No network.' });
  expect(ends).toEqual(['WorkerFailure']);
});

test('a pause ends the waiting', async () => {
  const { stop, ends } = setUpWaiting();
  stop.abort();
  await settled();
  expect(ends).toEqual(['RequestAborted']);
});

test('pictures that may be photographs are not begun with the demo model before a person has answered', async () => {
  const { store, client } = setUp();
  const ends: string[] = [];
  void store.getState().model.load();
  void engineReady(store, new AbortController().signal, 'trip').then(() => ends.push('ready'));
  await client.last('load').done({ ...MODEL, id: DEMO_ID });
  await store.getState().photographs.examine('trip', async () => Promise.reject(new Error('gone')));
  await settled();
  expect(ends).toEqual(['ready']);

  patchState(store, { photographs: { drawn: { beach: false } } });
  void engineReady(store, new AbortController().signal, 'beach').then(() => ends.push('beach'));
  await settled();
  expect(ends).toEqual(['ready']);
  store.getState().photographs.choose('later');
  await settled();
  expect(ends).toEqual(['ready', 'beach']);
});
