import { expect, test } from 'vitest';
import type { LoadedMatcher } from '../../../../core/protocol';
import { patchState } from '../../../store/patch-state';
import { captionOf, MODEL, matchedOf, picture, runOf, setUp, setUpReady } from '../../../test/scene';
import { currentRun } from '../../captions/captions.selectors';

const BASE = { kind: 'installed', key: 'base-q8' } as const;
const ITM = { kind: 'installed', key: 'itm-q8' } as const;
const GONE = { code: 'model-missing', message: 'There is no such model.' } as const;
const CORRUPT = { code: 'model-corrupt', message: 'A file is damaged.' } as const;
const BASE_MODEL = { ...MODEL, id: 'Salesforce/base' };
const MATCHER: LoadedMatcher = { id: 'Salesforce/itm', dtype: 'q8', bytes: 1, shared: false };
const DEMO_URL = { kind: 'url', url: 'https://example.test/models/demo/' };

test('another captioner is loaded from the library', async () => {
  const { store, client } = await setUpReady();
  void store.getState().model.use(BASE);
  expect(client.last('load').payload).toEqual({ source: BASE, backend: 'auto' });
  expect(store.getState().model.status).toBe('loading');
  await client.last('load').done(BASE_MODEL);
  expect(store.getState()).toMatchObject({ model: { choice: BASE, loaded: { id: 'Salesforce/base' } } });
});

test('the captioner that is there is not loaded again', async () => {
  const { store, client } = await setUpReady();
  await store.getState().model.use({ kind: 'demo' });
  expect(client.calls('load')).toHaveLength(1);
});

test('cancelling brings back the model before, without a word', async () => {
  const { store, client } = await setUpReady();
  void store.getState().model.use(BASE);
  store.getState().model.cancelLoading();
  expect(client.last('load').cancelled).toBe(true);
  await client.last('load').abort();
  expect(client.last('load').payload.source).toEqual(DEMO_URL);
  await client.last('load').done(MODEL);
  expect(store.getState()).toMatchObject({
    model: { choice: { kind: 'demo' }, status: 'ready', notice: null },
  });
});

test('a model that fails brings back the one before, and it is said why', async () => {
  const { store, client } = await setUpReady();
  void store.getState().model.use(BASE);
  await client.last('load').fail(CORRUPT);
  await client.last('load').done(MODEL);
  expect(store.getState()).toMatchObject({
    model: {
      choice: { kind: 'demo' },
      notice: { kind: 'model-before', error: { message: 'A file is damaged.' } },
    },
  });
  store.getState().model.dismissNotice();
  expect(store.getState().model.notice).toBeNull();
});

test('the way back that fails too ends, and says what failed', async () => {
  const { store, client } = await setUpReady();
  void store.getState().model.use(BASE);
  await client.last('load').fail(CORRUPT);
  await client.last('load').fail({ code: 'offline', message: 'No connection.' });
  expect(store.getState()).toMatchObject({ model: { status: 'failed', error: { code: 'offline' } } });
  expect(client.calls('load')).toHaveLength(3);
});

test('a model that is gone from the device when the page opens gives way to the demo model', async () => {
  const { store, client } = setUp();
  patchState(store, { model: { choice: BASE } });
  void store.getState().model.load();
  await client.last('load').fail(GONE);
  await client.last('load').done(MODEL);
  expect(store.getState()).toMatchObject({ model: { choice: { kind: 'demo' }, status: 'ready' } });
  expect(store.getState().model.notice).toEqual({ kind: 'model-gone' });
});

test('the backend in the address goes before the setting and is not stored as one', async () => {
  const { store, client } = setUp();
  patchState(store, { model: { backendOverride: 'wasm' } });
  void store.getState().model.load();
  expect(client.last('load').payload.backend).toBe('wasm');
  await client.last('load').done(MODEL);
  void store.getState().model.setBackend('webgpu');
  expect(client.last('load').payload.backend).toBe('webgpu');
  expect(store.getState()).toMatchObject({ model: { backendChoice: 'webgpu', backendOverride: null } });
});

test('a captioner that can match ranks its own captions', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  store.getState().pictures.addFiles([picture()]);
  await client.last('load').done({ ...MODEL, capabilities: ['caption', 'match', 'contrast'] });
  expect(client.last('matcher').payload).toEqual({ source: DEMO_URL });
  await client.last('matcher').done({ ...MATCHER, shared: true });
  expect(store.getState().matcher.status).toBe('ready');
  await client.last('caption').done(runOf(matchedOf(captionOf('a dog'), 0.9)));
  expect(currentRun(store.getState())?.captions[0]?.match?.probability).toBe(0.9);
});

test('a captioner that cannot match asks for no matcher', async () => {
  const { store, client } = await setUpReady();
  expect(client.calls('matcher')).toHaveLength(0);
  expect(store.getState().matcher.status).toBe('none');
});

test('a matcher that was chosen is loaded with every captioner; none is unloaded', async () => {
  const { store, client } = await setUpReady();
  void store.getState().matcher.use(ITM);
  expect(client.last('matcher').payload).toEqual({ source: ITM });
  await client.last('matcher').done(MATCHER);
  void store.getState().model.use(BASE);
  await client.last('load').done(BASE_MODEL);
  expect(client.calls('matcher')).toHaveLength(2);
  await client.last('matcher').done(MATCHER);
  void store.getState().matcher.use(null);
  expect(client.last('matcher').payload).toBeNull();
  await client.last('matcher').done(null);
  expect(store.getState()).toMatchObject({ matcher: { choice: null, loaded: null, status: 'none' } });
});

test('a matcher that is gone gives way to the captioner’s own, kindly', async () => {
  const { store, client } = setUp();
  patchState(store, { matcher: { choice: ITM } });
  void store.getState().model.load();
  await client.last('load').done(MODEL);
  await client.last('matcher').fail(GONE);
  expect(store.getState()).toMatchObject({ matcher: { choice: { kind: 'demo' }, status: 'none' } });
  expect(store.getState().model.notice).toEqual({ kind: 'matcher-gone' });
});

test('a matcher that fails leaves the captioner at work', async () => {
  const { store, client } = await setUpReady();
  void store.getState().matcher.use(ITM);
  await client.last('matcher').fail(CORRUPT);
  expect(store.getState()).toMatchObject({
    model: { status: 'ready' },
    matcher: { status: 'failed', error: CORRUPT },
  });
  store.getState().pictures.addFiles([picture()]);
  expect(client.calls('caption')).toHaveLength(1);
});

test('cancelling a matcher brings back the one before', async () => {
  const { store, client } = await setUpReady();
  void store.getState().matcher.use(ITM);
  await client.last('matcher').done(MATCHER);
  void store.getState().matcher.use({ kind: 'installed', key: 'other' });
  store.getState().matcher.cancelLoading();
  await client.last('matcher').abort();
  expect(client.last('matcher').payload).toEqual({ source: ITM });
  await client.last('matcher').done(MATCHER);
  expect(store.getState()).toMatchObject({ matcher: { choice: ITM, status: 'ready' } });
});
