import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadedModel, MatmulTimes } from '../../../../core/protocol';
import type { App } from '../../../store/app-state';
import { patchState, type StatePatch } from '../../../store/patch-state';
import { captionOf, MODEL, picture, runOf, type Scene, setUp } from '../../../test/scene';
import { createFakeClient, type FakeClient } from '../../../worker-client/fake';
import { bundleOf, INFO, libraryOf, WANTED } from '../testing';
import { benchmarkDevice } from './run-benchmark';

const ON_GPU: LoadedModel = { ...MODEL, backend: 'webgpu', device: 'acme rocket-1' };
const CACHED = { running: 'cached', cpu: 'cached' } as const;

/** Milliseconds, the same for pictures and words. */
const taking = (ms: Partial<Record<keyof MatmulTimes, number>>): MatmulTimes =>
  Object.fromEntries(Object.entries(ms).map(([dtype, each]) => [dtype, { picture: each, word: each }]));
const Q8_IS_FASTER = taking({ fp32: 50, q8: 25, q4: 50 });
const FP32_IS_FASTER = taking({ fp32: 20, q8: 30, q4: 50 });

let scene: Scene;
let others: { client: FakeClient; stop: ReturnType<typeof vi.fn> }[];

beforeEach(() => {
  scene = setUp();
  others = [];
  const startEngine = () => {
    const engine = { client: createFakeClient(), stop: vi.fn() };
    others.push(engine);
    return engine;
  };
  benchmarkDevice(scene.store, { startEngine, client: scene.client, modelUrl: '' });
});

afterEach(() => vi.unstubAllGlobals());

/** A model under review, while another one runs. */
async function looking(model = MODEL, changes: StatePatch = { model: { backendChoice: 'wasm' } }) {
  const { store, client, library } = scene;
  patchState(store, changes);
  void store.getState().model.load();
  await client.last('load').done(model);
  store.getState().library.openDialog();
  void store.getState().review.open(WANTED);
  await library.last('inspect').done(INFO);
}

const reviewed = () => scene.store.getState().review.current!;
const times = (client: FakeClient) => client.calls('timeMatmuls');

test('dtypes are timed while a model is under review, once for each device and runtime', async () => {
  await looking();
  expect(reviewed()).toMatchObject({ dtype: 'q8', reason: 'q8' });
  expect(scene.client.last('timeMatmuls').payload).toEqual({ backend: 'wasm' });
  await scene.client.last('timeMatmuls').done(FP32_IS_FASTER);
  expect(scene.store.getState()).toMatchObject({
    benchmark: {
      devices: [
        {
          ...{ device: '2 threads', runtime: RUNTIME_VERSION, captionSeconds: null },
          matmuls: { wasm: FP32_IS_FASTER },
        },
      ],
      status: 'idle',
    },
  });
  expect(reviewed()).toMatchObject({ dtype: 'fp32', reason: 'fastest' });

  void scene.store.getState().review.open({ ...WANTED, id: 'me/other' });
  await scene.library.last('inspect').done(INFO);
  expect(reviewed().dtype).toBe('fp32');
  expect(times(scene.client)).toHaveLength(1);
});

test('the choice of the person stays', async () => {
  await looking();
  scene.store.getState().review.setDtype('q4');
  await scene.client.last('timeMatmuls').done(FP32_IS_FASTER);
  expect(reviewed()).toMatchObject({ dtype: 'q4', reason: null });
});

test.each([
  ['another device', { device: '8 threads', runtime: RUNTIME_VERSION }],
  ['another runtime', { device: '2 threads', runtime: '1.0.0' }],
])('a benchmark of %s is not used', async (_, known) => {
  await looking(MODEL, {
    model: { backendChoice: 'wasm' },
    benchmark: { devices: [{ ...known, captionSeconds: null, matmuls: { wasm: FP32_IS_FASTER } }] },
  });
  expect(reviewed().dtype).toBe('q8');
  expect(times(scene.client)).toHaveLength(1);
});

test('it is measured again on request, and the result before is used until then', async () => {
  await looking();
  await scene.client.last('timeMatmuls').done(FP32_IS_FASTER);
  scene.store.getState().benchmark.measureAgain();
  expect(times(scene.client)).toHaveLength(2);
  scene.store.getState().benchmark.measureAgain();
  expect(times(scene.client), 'one at a time').toHaveLength(2);
  expect(reviewed().dtype).toBe('fp32');
  await scene.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(reviewed().dtype).toBe('q8');
});

test('a picture interrupts it, and it starts again afterwards', async () => {
  await looking();
  scene.store.getState().pictures.addFiles([picture()]);
  const [first] = times(scene.client);
  expect(first!.cancelled).toBe(true);
  expect(scene.store.getState().benchmark.status).toBe('idle');
  await first!.done(FP32_IS_FASTER);
  expect(
    scene.store.getState().benchmark.devices,
    'an answer that comes late is not of a quiet device',
  ).toEqual([]);
  await scene.client.last('caption').done(runOf(captionOf('a dog')));
  expect(times(scene.client)).toHaveLength(2);
});

test('it ends with the review', async () => {
  await looking();
  scene.store.getState().review.close();
  expect(scene.client.last('timeMatmuls').cancelled).toBe(true);
});

test('a failure is silent, leaves the defaults, and is retried only on request', async () => {
  await looking();
  await scene.client.last('timeMatmuls').fail({ code: 'out-of-memory', message: 'No memory.' });
  expect(scene.store.getState()).toMatchObject({
    benchmark: { devices: [] },
    model: { status: 'ready', error: null },
  });
  expect(reviewed()).toMatchObject({ dtype: 'q8', error: null });
  scene.store.getState().pictures.addFiles([picture()]);
  await scene.client.last('caption').done(runOf(captionOf('a dog')));
  expect(times(scene.client)).toHaveLength(1);
  scene.store.getState().benchmark.measureAgain();
  expect(times(scene.client)).toHaveLength(2);
});

test.each<[string, StatePatch]>([
  ['a picture is captioned', { captions: { activeId: 'id1' } }],
  [
    'a model is on its way in',
    { jobs: { items: [{ status: 'running' }] as unknown as App['jobs']['items'] } },
  ],
  ['the manager is closed', { library: { dialogOpen: false } }],
])('nothing is timed while %s', async (_, changes) => {
  await looking();
  scene.store.getState().review.close();
  patchState(scene.store, changes);
  void scene.store.getState().review.open(WANTED);
  await scene.library.last('inspect').done(INFO);
  expect(times(scene.client)).toHaveLength(1);
});

const AUTO = { model: { backendChoice: 'auto' }, device: { offlineCache: CACHED } } satisfies StatePatch;

test('the CPU is timed in a second engine, and the faster backend is the target', async () => {
  await looking(ON_GPU, AUTO);
  expect(reviewed().target).toBe('webgpu');
  expect(scene.client.last('timeMatmuls').payload).toEqual({ backend: 'webgpu' });
  await scene.client.last('timeMatmuls').done(taking({ fp32: 90, q8: 90 }));
  expect(others[0]!.client.last('timeMatmuls').payload).toEqual({ backend: 'wasm' });
  await others[0]!.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(others[0]!.stop).toHaveBeenCalled();
  expect(scene.library.last('inspect').payload.target).toBe('wasm');
  await scene.library.last('inspect').done(INFO);
  expect(reviewed()).toMatchObject({ target: 'wasm', dtype: 'q8' });
  scene.store.getState().review.install();
  expect(scene.library.last('install').payload).toMatchObject({ target: 'wasm', dtype: 'q8' });
});

test('a faster GPU stays the target; the choice of the person comes first', async () => {
  await looking(ON_GPU, AUTO);
  await scene.client.last('timeMatmuls').done(taking({ fp32: 5, q8: 8 }));
  await others[0]!.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(reviewed()).toMatchObject({ target: 'webgpu', dtype: 'fp32' });
  expect(scene.library.calls('inspect')).toHaveLength(1);
});

test('a chosen dtype keeps its target', async () => {
  await looking(ON_GPU, AUTO);
  scene.store.getState().review.setDtype('q4');
  await scene.client.last('timeMatmuls').done(taking({ fp32: 90, q8: 90 }));
  await others[0]!.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(reviewed()).toMatchObject({ target: 'webgpu', dtype: 'q4' });
  scene.store.getState().review.install();
  expect(scene.library.last('install').payload).toMatchObject({ target: 'webgpu', dtype: 'q4' });
});

test.each<[string, LoadedModel, StatePatch]>([
  ['the GPU was chosen', ON_GPU, { model: { backendChoice: 'webgpu' } }],
  ['the CPU’s runtime would have to be fetched', ON_GPU, { ...AUTO, device: { offlineCache: null } }],
  ['there is no GPU, or only one that is imitated', { ...MODEL, fallbacks: ['no-gpu'] }, AUTO],
])('only the running backend is timed where %s', async (_, model, changes) => {
  await looking(model, changes);
  await scene.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(others).toEqual([]);
  expect(scene.store.getState().benchmark.devices).toHaveLength(1);
});

test('a CPU that was faster with the demo model is compared with its GPU', async () => {
  await looking({ ...MODEL, slowGpu: 'acme rocket-1' }, AUTO);
  await scene.client.last('timeMatmuls').done(taking({ fp32: 50, q8: 25 }));
  expect(others[0]!.client.last('timeMatmuls').payload).toEqual({ backend: 'webgpu' });
  await others[0]!.client.last('timeMatmuls').done(taking({ fp32: 5, q8: 8 }));
  expect(scene.store.getState().benchmark.devices[0]!.device).toBe('acme rocket-1');
  expect(reviewed().target).toBe('webgpu');
});

test('without a GPU the next model is for the CPU, after one that was installed for the CPU', async () => {
  const choice = { kind: 'installed', key: 'base' } as const;
  vi.stubGlobal('navigator', { gpu: {} });
  const contents = libraryOf({ bundles: [bundleOf('base')] });
  await looking(MODEL, { ...AUTO, model: { ...AUTO.model, choice }, library: { contents } });
  await scene.client.last('timeMatmuls').done(Q8_IS_FASTER);
  expect(reviewed().target, 'the browser has WebGPU').toBe('webgpu');
  await others[0]!.client.last('timeMatmuls').done(null);
  await scene.library.last('inspect').done(INFO);
  expect(reviewed().target).toBe('wasm');
  expect(times(scene.client)).toHaveLength(1);
});
