import { expect, test } from 'vitest';
import { MODEL, setUp } from '../../test/scene';
import { settled } from '../../worker-client/fake';
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
