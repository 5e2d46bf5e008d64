import { expect, test } from 'vitest';
import { setUpReady } from '../../../test/scene';
import { INFO, libraryOf, picked, WANTED } from '../testing';

test('a model is looked at before anything is downloaded, and then installed as chosen', async () => {
  const { store, library } = await setUpReady();
  void store.getState().review.open(WANTED);
  expect(library.last('inspect').payload).toEqual({ source: { ...WANTED, token: null }, target: 'wasm' });
  await library.last('inspect').done(INFO);
  expect(store.getState().review.current).toMatchObject({ info: INFO, dtype: 'q8' });
  store.getState().review.setDtype('q4');
  expect(library.calls('install')).toHaveLength(0);
  store.getState().review.install();
  expect(library.last('install').payload).toMatchObject({ target: 'wasm', dtype: 'q4' });
  expect(store.getState().review.current).toBeNull();
});

test('a second look replaces the first, whose answer is dropped', async () => {
  const { store, library } = await setUpReady();
  void store.getState().review.open(WANTED);
  const first = library.last('inspect');
  void store.getState().review.open({ ...WANTED, id: 'me/other' });
  expect(first.cancelled).toBe(true);
  await first.done(INFO);
  expect(store.getState().review.current).toMatchObject({ wanted: { id: 'me/other' }, info: null });
});

test('going back forgets the look and its late answer', async () => {
  const { store, library } = await setUpReady();
  void store.getState().review.open(WANTED);
  store.getState().review.close();
  await library.last('inspect').abort();
  expect(store.getState().review.current).toBeNull();
});

test('a model that cannot be installed has a reason', async () => {
  const { store, library } = await setUpReady();
  const error = { code: 'unsupported-model', message: 'This is a BERT.' } as const;
  void store.getState().review.open(WANTED);
  await library.last('inspect').fail(error);
  expect(store.getState().review.current).toMatchObject({ info: null, error });
});

test('little room makes 4-bit the choice, with the reason', async () => {
  const { store, library } = await setUpReady();
  store.getState().library.openDialog();
  await library.last('library').done(libraryOf({ usageBytes: 9e9, quotaBytes: 10.2e9 }));
  void store.getState().review.open(WANTED);
  await library.last('inspect').done(INFO);
  expect(store.getState().review.current).toMatchObject({
    dtype: 'q4',
    reason: 'no-room',
  });
});

test('picked files are looked at, a bundle is taken at once', async () => {
  const { store, library } = await setUpReady();
  store.getState().review.addFiles([picked('tuned/config.json'), picked('tuned/model.safetensors')]);
  expect(store.getState().library.dialogOpen).toBe(true);
  expect(library.last('inspect').payload.source).toMatchObject({ kind: 'files', name: 'tuned' });
  store.getState().review.addFiles([picked('demo.zip')]);
  expect(library.last('import').payload.files.map(({ path }) => path)).toEqual(['demo.zip']);
});

test('the vocabulary is fetched from the configured hub, and a failure is reported in place', async () => {
  const { store, library } = await setUpReady();
  store.getState().review.setHubEndpoint('https://mirror.example');
  store.getState().review.setHubToken('hf_secret');
  const wanted = { kind: 'files', name: 'mine', files: [picked('mine.pth')] } as const;
  void store.getState().review.openWithVocabulary({ ...wanted, files: [...wanted.files] });
  const access = { endpoint: 'https://mirror.example', token: 'hf_secret' };
  expect(library.last('vocabulary').payload).toEqual(access);
  const error = { code: 'network', message: 'The connection broke.' } as const;
  await library.last('vocabulary').fail(error);
  expect(store.getState().review.current).toMatchObject({ wanted, error });
  expect(library.calls('inspect')).toHaveLength(0);
});
