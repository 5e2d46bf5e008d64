import { describe, expect, test } from 'vitest';
import type { LoadedModel } from '../../../../core/protocol';
import { MODEL, picture, runOf, setUp, setUpReady } from '../../../test/scene';
import { GPU_TRUST } from './engine-failures';
import { secondsLeft } from './model.selectors';

const MISSING = { code: 'model-missing', message: 'The model was not found.' } as const;
const DEMO_SOURCE = { kind: 'url', url: 'https://example.test/models/demo/' } as const;
const GPU_LOST = { code: 'gpu-lost', message: 'The GPU stopped.' } as const;
const CRASHED = { code: 'worker-crashed', message: 'The engine stopped unexpectedly.' } as const;
const NO_THREADS = { code: 'threads-failed', message: 'The engine could not start its threads.' } as const;
const FULL = { code: 'out-of-memory', message: 'There is not enough memory.' } as const;

test('loading asks for the demo model and ends ready', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  expect(client.last('load').payload).toEqual({ source: DEMO_SOURCE, backend: 'auto' });
  client.last('load').progress({ phase: 'model', loadedBytes: 5, totalBytes: 10 });
  expect(store.getState()).toMatchObject({ model: { status: 'loading', progress: { loadedBytes: 5 } } });
  await client.last('load').done(MODEL);
  expect(store.getState()).toMatchObject({ model: { status: 'ready', loaded: MODEL, progress: null } });
});

test('a load names the GPUs on which fp16 was measured to be slower', async () => {
  const { store, client } = setUp();
  const webgpu = { fp32: { picture: 10, word: 1 }, fp16: { picture: 20, word: 2 } };
  store.getState().benchmark.add('acme', { matmuls: { webgpu } });
  void store.getState().model.load();
  expect(client.last('load').payload).toMatchObject({ slowFp16Gpus: ['acme'] });
});

test('a failed load says why and can be tried again', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  await client.last('load').fail(MISSING);
  expect(store.getState()).toMatchObject({ model: { status: 'failed', error: MISSING } });
  void store.getState().model.load();
  await client.last('load').done(MODEL);
  expect(store.getState()).toMatchObject({ model: { status: 'ready', error: null } });
});

test('loading can be cancelled', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  store.getState().model.cancelLoading();
  expect(client.last('load').cancelled).toBe(true);
  await client.last('load').abort();
  expect(store.getState().model.status).toBe('cancelled');
});

test('choosing another backend loads there; the answer of the first load is dropped', async () => {
  const { store, client } = setUp();
  void store.getState().model.load();
  const first = client.last('load');
  void store.getState().model.setBackend('wasm');
  expect(first.cancelled).toBe(true);
  expect(client.last('load').payload.backend).toBe('wasm');
  await first.done({ ...MODEL, backend: 'webgpu' });
  expect(store.getState().model.status).toBe('loading');
  await client.last('load').done(MODEL);
  expect(store.getState().model.loaded?.backend).toBe('wasm');
});

test('a worn engine is replaced before the next picture, without a word', async () => {
  const { store, client } = await setUpReady();
  store.getState().pictures.addFiles([picture('1.jpg')]);
  client.worn = true;
  await client.last('caption').done(runOf());
  expect(client.calls('load')).toHaveLength(1);
  store.getState().pictures.addFiles([picture('2.jpg')]);
  expect(client.calls('caption')).toHaveLength(1);
  expect(store.getState()).toMatchObject({ model: { status: 'loading', error: null, notice: null } });
  await client.last('load').done(MODEL);
  expect(client.calls('caption')).toHaveLength(2);
});

describe('an engine that is lost', () => {
  test('is loaded again, and it is said why until it is there', async () => {
    const { store, client } = await setUpReady();
    client.lose(GPU_LOST);
    expect(store.getState()).toMatchObject({ model: { status: 'loading', loaded: null, error: GPU_LOST } });
    expect(client.last('load').payload.backend).toBe('auto');
    await client.last('load').done(MODEL);
    expect(store.getState()).toMatchObject({ model: { status: 'ready', error: null, notice: null } });
  });

  test.each([
    ['within five minutes gives way to the CPU', GPU_TRUST - 1, 'wasm'],
    ['after five minutes is tried once more', GPU_TRUST, 'auto'],
  ])('with its GPU twice %s', async (_, later, backend) => {
    let now = 1000;
    const { store, client } = await setUpReady({ now: () => now });
    client.lose(GPU_LOST);
    await client.last('load').done(MODEL);
    now += later;
    client.lose(GPU_LOST);
    expect(client.last('load').payload.backend).toBe(backend);
    await client.last('load').done(MODEL);
    const notice = backend === 'wasm' ? { kind: 'gpu-lost-twice' } : null;
    expect(store.getState()).toMatchObject({
      model: { backendChoice: 'auto', backendOverride: backend === 'wasm' ? 'wasm' : null, notice: notice },
    });
  });

  test('with its GPU while loading gives way to the CPU at once', async () => {
    const { store, client } = setUp();
    void store.getState().model.load();
    const first = client.last('load');
    client.lose(GPU_LOST);
    await first.fail(GPU_LOST);
    expect(client.calls('load')).toHaveLength(2);
    expect(client.last('load').payload.backend).toBe('wasm');
    await client.last('load').done(MODEL);
    expect(store.getState().model.status).toBe('ready');
    expect(store.getState().model.notice).toEqual({ kind: 'gpu-lost-loading' });
    void store.getState().model.setBackend('webgpu');
    expect(client.last('load').payload.backend, 'the way back').toBe('webgpu');
  });

  test('while loading gets one more try, then it is said what happened', async () => {
    const { store, client } = setUp();
    const crash = async () => {
      const load = client.last('load');
      client.lose(CRASHED);
      await load.fail(CRASHED);
    };
    void store.getState().model.load();
    await crash();
    expect(store.getState()).toMatchObject({ model: { status: 'loading', error: CRASHED } });
    await crash();
    expect(store.getState()).toMatchObject({ model: { status: 'failed', error: CRASHED } });
    expect(client.calls('load')).toHaveLength(2);
  });

  test('because its threads failed is loaded again, without them for the rest of the visit', async () => {
    const { store, client } = setUp();
    void store.getState().model.load();
    const first = client.last('load');
    expect(first.payload).not.toHaveProperty('oneThread');
    client.lose(NO_THREADS);
    await first.fail(NO_THREADS);
    expect(store.getState()).toMatchObject({ model: { status: 'loading', error: NO_THREADS } });
    expect(client.last('load').payload.oneThread).toBe(true);
    await client.last('load').done({ ...MODEL, device: '1 thread' });
    expect(store.getState()).toMatchObject({ model: { status: 'ready', error: null } });
    void store.getState().model.setBackend('wasm');
    expect(client.calls('load')).toHaveLength(3);
    expect(client.last('load').payload.oneThread).toBe(true);
  });

  test('for want of memory while loading is not tried again; the model before it is back', async () => {
    const { store, client } = await setUpReady();
    void store.getState().model.use({ kind: 'installed', key: 'large' });
    client.lose(FULL);
    expect(client.last('load').payload.source).toEqual(DEMO_SOURCE);
    await client.last('load').done(MODEL);
    expect(store.getState().model.notice).toMatchObject({
      kind: 'model-before',
      error: { message: 'There is not enough memory.' },
    });
  });

  test('because its load was cancelled and it did not hear stays cancelled', async () => {
    const { store, client } = setUp();
    void store.getState().model.load();
    store.getState().model.cancelLoading();
    client.lose(CRASHED);
    expect(store.getState()).toMatchObject({ model: { status: 'cancelled', error: null } });
    expect(client.calls('load')).toHaveLength(1);
  });

  test.each([
    ['for want of memory', FULL, 1],
    ['a second time', CRASHED, 2],
  ])('with its matcher %s goes on without', async (_, error, times) => {
    const { store, client } = setUp();
    const matching = { ...MODEL, capabilities: ['caption', 'match'] as LoadedModel['capabilities'] };
    void store.getState().model.load();
    await client.last('load').done(matching);
    for (let time = 0; time < times; time++) {
      const matcher = client.last('matcher');
      client.lose(error);
      await matcher.fail(error);
      await client.last('load').done(matching);
    }
    expect(client.calls('matcher')).toHaveLength(times);
    expect(store.getState()).toMatchObject({
      model: { status: 'ready' },
      matcher: { status: 'failed', error },
    });
    void store.getState().matcher.use(store.getState().matcher.choice);
    expect(client.calls('matcher'), 'asked for by hand').toHaveLength(times + 1);
  });
});

test.each([
  [
    'half of it in two seconds',
    { phase: 'model', loadedBytes: 5, totalBytes: 10, since: 1000, now: 3000 },
    2,
  ],
  [
    'the runtime, half of it in two seconds',
    { phase: 'runtime', loadedBytes: 5, totalBytes: 10, since: 1000, now: 3000 },
    2,
  ],
  ['too early to tell', { phase: 'model', loadedBytes: 1, totalBytes: 10, since: 1000, now: 1100 }, null],
  ['size unknown', { phase: 'model', loadedBytes: 5, totalBytes: 0, since: 0, now: 3000 }, null],
  ['warming up', { phase: 'warm-up', loadedBytes: 10, totalBytes: 10, since: 0, now: 3000 }, null],
] as const)('time left, %s', (_, progress, seconds) => {
  expect(secondsLeft(progress)).toBe(seconds);
});
