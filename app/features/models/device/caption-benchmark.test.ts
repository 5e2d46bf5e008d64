import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Backend, LoadedModel } from '../../../../core/protocol';
import { patchState, type StatePatch } from '../../../store/patch-state';
import { captionOf, MODEL, picture, runOf, type Scene, setUp } from '../../../test/scene';
import { createFakeClient, type FakeClient } from '../../../worker-client/fake';
import { IDLE_DELAY } from '../../pwa/run-when-idle';
import { type BenchmarkEngine, benchmarkDevice } from './run-benchmark';

const ON_GPU: LoadedModel = { ...MODEL, backend: 'webgpu', device: 'acme rocket-1' };
const ON_CPU: LoadedModel = { ...MODEL, backend: 'wasm' };
const CACHED = { running: 'cached', cpu: 'cached' } as const;
const DEMO_URL = 'https://example.test/models/demo/';

let scene: Scene;
let trials: { client: FakeClient; stop: ReturnType<typeof vi.fn> }[];

beforeEach(() => {
  vi.useFakeTimers();
  scene = setUp();
  trials = [];
  const startEngine = (): BenchmarkEngine => {
    const trial = { client: createFakeClient(), stop: vi.fn() };
    trials.push(trial);
    return trial;
  };
  benchmarkDevice(scene.store, { startEngine, client: scene.client, modelUrl: DEMO_URL });
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = (promise: Promise<void>) => Promise.all([promise, vi.advanceTimersByTimeAsync(0)]);

/** The demo model on the GPU, a captioned picture, everything cached, and no request for a while. */
async function ripe(changes: StatePatch = {}) {
  const { store, client } = scene;
  void store.getState().model.load();
  await answer(client.last('load').done(ON_GPU));
  store.getState().pictures.addFiles([picture()]);
  await answer(client.last('caption').done(runOf(captionOf('a dog'))));
  patchState(store, { device: { offlineCache: CACHED }, ...changes });
  await vi.advanceTimersByTimeAsync(IDLE_DELAY);
}

/** The benchmark's engine loads on a backend and captions twice; the second time counts. */
async function run({ client }: { client: FakeClient }, backend: Backend, ms: number, model: LoadedModel) {
  expect(client.last('load').payload).toEqual({ source: { kind: 'url', url: DEMO_URL }, backend });
  await answer(client.last('load').done(model));
  for (const decode of [99_000, ms]) {
    const { value } = { value: runOf(captionOf('a dog')) };
    await answer(client.last('caption').done({ ...value, ms: { ...value.ms, encode: 0, decode } }));
  }
}

test('both backends caption a captioned picture in a second engine', async () => {
  await ripe();
  expect(trials).toHaveLength(1);
  const [trial] = trials;
  await run(trial!, 'wasm', 1200, ON_CPU);
  await run(trial!, 'webgpu', 200, ON_GPU);
  const { devices: deviceBenchmarks } = scene.store.getState().benchmark;
  const { items: pictures } = scene.store.getState().pictures;
  expect(deviceBenchmarks).toEqual([
    {
      ...{ device: 'acme rocket-1', runtime: RUNTIME_VERSION, matmuls: {} },
      captionSeconds: { wasm: 1.2, webgpu: 0.2 },
    },
  ]);
  expect(trial!.client.last('caption').payload).toMatchObject({
    picture: pictures[0]!.blob,
    settings: { seed: 1, numCaptions: 3 },
  });
  expect(trial!.stop).toHaveBeenCalled();
  expect(scene.client.calls('load'), 'what runs is what is faster').toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10 * IDLE_DELAY);
  expect(trials, 'it is known now').toHaveLength(1);
});

test('the CPU takes over where it is faster', async () => {
  await ripe();
  await run(trials[0]!, 'wasm', 400, ON_CPU);
  await run(trials[0]!, 'webgpu', 8000, ON_GPU);
  const { payload, done } = scene.client.last('load');
  expect(payload).toMatchObject({ backend: 'auto', slowGpus: ['acme rocket-1'] });
  await answer(done({ ...ON_CPU, slowGpu: 'acme rocket-1' }));
  await vi.advanceTimersByTimeAsync(10 * IDLE_DELAY);
  expect(trials).toHaveLength(1);
});

test.each<[string, StatePatch]>([
  ['a backend was chosen', { model: { backendChoice: 'webgpu' } }],
  ['the address names one', { model: { backendOverride: 'webgpu' } }],
  ['something would have to be fetched', { device: { offlineCache: { running: 'cached', cpu: 'missing' } } }],
  ['nothing is known of the offline cache', { device: { offlineCache: null } }],
  ['it runs on the processor anyway', { model: { loaded: ON_CPU } }],
  ['an installed model captions', { model: { choice: { kind: 'installed', key: 'base' } } }],
  ['nothing was captioned', { captions: { runs: {} } }],
  ['a picture is captioned', { captions: { activeId: 'id1' } }],
])('captions are not timed where %s', async (_, changes) => {
  await ripe(changes);
  await vi.advanceTimersByTimeAsync(10 * IDLE_DELAY);
  expect(trials).toHaveLength(0);
});

test('the next picture interrupts a benchmark, which starts again up to three times a visit', async () => {
  await ripe();
  for (const turn of [1, 2, 3]) {
    expect(trials).toHaveLength(turn);
    scene.store.getState().pictures.addFiles([picture()]);
    expect(trials[turn - 1]!.stop).toHaveBeenCalled();
    expect(trials[turn - 1]!.client.last('load').cancelled).toBe(true);
    await answer(scene.client.last('caption').done(runOf(captionOf('a dog'))));
    await vi.advanceTimersByTimeAsync(IDLE_DELAY);
  }
  expect(trials).toHaveLength(3);
  expect(scene.store.getState().benchmark.devices).toEqual([]);
});

test('the third benchmark is not interrupted by other changes of the state', async () => {
  await ripe();
  for (const _ of [1, 2]) {
    scene.store.getState().pictures.addFiles([picture()]);
    await answer(scene.client.last('caption').done(runOf(captionOf('a dog'))));
    await vi.advanceTimersByTimeAsync(IDLE_DELAY);
  }
  scene.store.getState().device.setOnline(false);
  expect(trials).toHaveLength(3);
  expect(trials[2]!.stop).not.toHaveBeenCalled();
});

test('the benchmark for a model under review comes first', async () => {
  await ripe();
  void scene.store.getState().review.open({ kind: 'files', name: 'mine', files: [] });
  expect(trials[0]!.stop).toHaveBeenCalled();
});

test.each([
  ['fails', (trial: FakeClient) => trial.last('load').fail({ code: 'gpu-lost', message: 'Gone.' })],
  ['finds no GPU', async (client: FakeClient) => run({ client }, 'webgpu', 1, ON_CPU)],
])('a benchmark that %s has no result, and the first engine goes on', async (_, end) => {
  await ripe();
  await run(trials[0]!, 'wasm', 400, ON_CPU);
  await answer(end(trials[0]!.client));
  expect(trials[0]!.stop).toHaveBeenCalled();
  expect(scene.store.getState()).toMatchObject({
    benchmark: { devices: [] },
    model: { status: 'ready', loaded: ON_GPU },
  });
});
