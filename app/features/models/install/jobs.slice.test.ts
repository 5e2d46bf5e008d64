import { expect, test } from 'vitest';
import { setUpReady } from '../../../test/scene';
import { settled } from '../../../worker-client/fake';
import { bundleOf, DOWNLOAD, ID, INSTALL, libraryOf, picked } from '../testing';

const IMPORT = { kind: 'import', files: [picked('demo.zip')] } as const;
const CUT = { code: 'network', message: 'The connection broke.' } as const;

/** A store with an install under way, 400 of 990 MB here. */
async function setUpInstalling() {
  const scene = await setUpReady();
  scene.store.getState().jobs.add('base', INSTALL);
  const call = scene.library.last('install');
  call.progress({ phase: 'download', doneBytes: 400e6, totalBytes: 990e6, notice: null });
  const job = () => scene.store.getState().jobs.items[0];
  return { ...scene, call, job, id: job()!.id };
}

test('an install asks for its source, tells how far it is, and ends in the list', async () => {
  const { store, library, call, job } = await setUpInstalling();
  expect(call.payload).toMatchObject({ source: { id: ID, token: null }, target: 'wasm', dtype: 'q8' });
  expect(job()).toMatchObject({ status: 'running', progress: { phase: 'download', doneBytes: 400e6 } });
  await call.done(bundleOf('new'));
  expect(store.getState()).toMatchObject({
    jobs: { items: [] },
    library: { freshKey: 'new', liveMessage: 'base is ready to use.' },
  });
  await library.last('library').done(libraryOf({ bundles: [bundleOf('new')] }));
  expect(store.getState().library.contents?.bundles).toHaveLength(1);
});

test('a notice stays until the download is over', async () => {
  const { call, job } = await setUpInstalling();
  const all = { doneBytes: 0, totalBytes: 990e6 };
  call.progress({ phase: 'download', ...all, notice: 'It is fetched again.' });
  call.progress({ phase: 'download', ...all, notice: null });
  expect(job()?.notice).toBe('It is fetched again.');
  call.progress({ phase: 'convert', ...all, notice: null });
  expect(job()?.notice).toBeNull();
});

test('the first one asks the browser to keep the models', async () => {
  const { store } = await setUpInstalling();
  await settled();
  expect(store.getState().library.storagePersisted).toBe(true);
});

test('the access token goes to its own endpoint and nowhere else', async () => {
  const { store, library } = await setUpReady();
  store.getState().review.setHubToken('hf_secret');
  store.getState().jobs.add('mine', INSTALL);
  expect(library.last('install').payload.source).toMatchObject({ token: 'hf_secret' });
  await library.last('install').abort();
  await library.last('library').done(libraryOf());
  store.getState().review.setHubEndpoint('https://mirror.example');
  store.getState().jobs.resume(store.getState().jobs.items[0]!.id);
  expect(library.last('install').payload.source).toMatchObject({ token: null });
});

test('a pause keeps what came, and going on asks again', async () => {
  const { store, library, call, job, id } = await setUpInstalling();
  store.getState().jobs.pause(id);
  expect(call.cancelled).toBe(true);
  expect(job()?.status).toBe('pausing');
  await call.abort();
  expect(job()).toMatchObject({ status: 'paused', progress: { doneBytes: 400e6 } });
  expect(library.calls('discard')).toHaveLength(0);
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD] }));
  store.getState().jobs.resume(id);
  expect(library.calls('install')).toHaveLength(2);
  expect(job()?.status).toBe('running');
});

test('a failure stays in place with its reason and can be tried again', async () => {
  const { store, library, call, job, id } = await setUpInstalling();
  await call.fail(CUT);
  expect(job()).toMatchObject({ status: 'failed', error: CUT });
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD] }));
  store.getState().jobs.resume(id);
  expect(library.calls('install')).toHaveLength(2);
  expect(job()).toMatchObject({ status: 'running', error: null });
});

test('dismissing takes a failed job off the list and keeps what it downloaded', async () => {
  const { store, library, call, id } = await setUpInstalling();
  store.getState().jobs.dismiss(id);
  expect(store.getState().jobs.items).toHaveLength(1);
  await call.fail(CUT);
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD] }));
  store.getState().jobs.dismiss(id);
  await settled();
  expect(store.getState().jobs.items).toEqual([]);
  expect(library.calls('discard')).toHaveLength(0);
});

test('discarding stops the worker first, then deletes what was downloaded', async () => {
  const { store, library, call, id } = await setUpInstalling();
  void store.getState().jobs.discard(id);
  expect(call.cancelled).toBe(true);
  expect(library.calls('discard')).toHaveLength(0);
  await call.abort();
  const other = { ...DOWNLOAD, key: 'other', id: 'another/model' };
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD, other] }));
  expect(library.calls('discard').map(({ payload }) => payload)).toEqual([{ key: 'half-way' }]);
  expect(store.getState().jobs.items).toEqual([]);
});

test('discarding a paused one deletes its download too', async () => {
  const { store, library, call, id } = await setUpInstalling();
  store.getState().jobs.pause(id);
  await call.abort();
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD] }));
  void store.getState().jobs.discard(id);
  await library.last('library').done(libraryOf({ downloads: [DOWNLOAD] }));
  expect(library.last('discard').payload).toEqual({ key: 'half-way' });
});

test('what is done before it could be stopped is installed', async () => {
  const { store, call, id } = await setUpInstalling();
  store.getState().jobs.pause(id);
  await call.done(bundleOf('new'));
  expect(store.getState()).toMatchObject({ jobs: { items: [] }, library: { freshKey: 'new' } });
});

test('one at a time: the next waits, and goes on when the first is paused', async () => {
  const { store, library, call, id } = await setUpInstalling();
  store.getState().jobs.add('demo', IMPORT);
  expect(store.getState().jobs.items.map(({ status }) => status)).toEqual(['running', 'waiting']);
  expect(library.calls('import')).toHaveLength(0);
  store.getState().jobs.pause(id);
  await call.abort();
  await library.last('library').done(libraryOf());
  library.last('import').progress({ doneBytes: 5, totalBytes: 10 });
  expect(store.getState().jobs.items.map(({ status }) => status)).toEqual(['paused', 'running']);
  store.getState().jobs.resume(id);
  expect(store.getState().jobs.items.map(({ status }) => status)).toEqual(['waiting', 'running']);
});

test('one that waits can be cancelled without a word to the worker', async () => {
  const { store, library } = await setUpInstalling();
  store.getState().jobs.add('demo', IMPORT);
  void store.getState().jobs.discard(store.getState().jobs.items[1]!.id);
  await library.last('library').done(libraryOf());
  expect(store.getState().jobs.items).toHaveLength(1);
  expect(library.calls('import')).toHaveLength(0);
});

test('a dead worker fails the job in place', async () => {
  const { call, job } = await setUpInstalling();
  await call.fail({ code: 'worker-crashed', message: 'The worker stopped unexpectedly.' });
  expect(job()?.status).toBe('failed');
});
