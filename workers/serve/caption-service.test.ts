/** The service on a real engine: the smallest reference checkpoint, run by onnxruntime-node. */

import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Capability } from '../../core/dtypes.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type {
  Backend,
  CaptionProgress,
  CaptionRequest,
  EngineKind,
  LoadedModel,
  LoadProgress,
  ModelSource,
} from '../../core/protocol/index.ts';
import { exportBundle } from '../../model-export/export.ts';
import { memorySink, referenceCheckpoint } from '../../model-export/testing/memory.ts';
import { type Bundle, Engine } from '../engine/index.ts';
import { SerialQueue } from '../engine/queue.ts';
import { readWith } from '../image/decode.ts';
import { PictureError } from '../image/picture-error.ts';
import { pixelRows } from '../image/pixel-rows.ts';
import { GpuUnavailable } from '../runtime/gpu.ts';
import type { Runtimes } from '../runtime/runtimes.ts';
import { StorageError } from '../storage/errors.ts';
import { storedFp16Verdict } from '../storage/fp16-verdicts.ts';
import { createCaptionService } from './caption-service.ts';
import type { Handlers } from './serve.ts';

const URL_OF_MODEL = 'https://example.test/models/';
const PICTURE = pixelRows(new Uint8Array(4 * 12 * 8).fill(200), 12, 8);

let bundle: Bundle;

beforeAll(async () => {
  const sink = memorySink();
  const files = referenceCheckpoint('odd-9');
  const manifest = await exportBundle({ files, id: 'test/odd-9', target: 'node', dtype: 'fp32', sink });
  bundle = { manifest, read: async (name) => sink.files.get(name)! };
});

const gpu = vi.fn<Runtimes['gpu']>();
const open = vi.fn<Runtimes['open']>();
const close = vi.fn<(backend: Backend) => void>();
const openBundle = vi.fn<(url: string) => Promise<Bundle>>();
const openInstalledBundle = vi.fn<(key: string) => Promise<Bundle>>();
const closePicture = vi.fn();
const decodePicture = vi.fn(async () => ({ ...PICTURE, close: closePicture }));

let service: Handlers<EngineKind>;

beforeEach(() => {
  vi.resetAllMocks();
  open.mockResolvedValue({
    ort,
    execution: { backend: 'cpu' },
    device: '2 threads',
    threads: 2,
    version: '1',
  });
  gpu.mockResolvedValue({ name: 'acme', imitated: false });
  openBundle.mockResolvedValue(bundle);
  decodePicture.mockImplementation(async () => ({ ...PICTURE, close: closePicture }));
  service = createCaptionService({
    runtimes: { gpu, open, close },
    openBundle,
    openInstalledBundle,
    readPicture: readWith(decodePicture),
    fp16Verdict: storedFp16Verdict,
    turns: new SerialQueue(),
  });
});

const SHIPPED: ModelSource = { kind: 'url', url: URL_OF_MODEL };

async function load(backend: Backend | 'auto' = 'wasm', source: ModelSource = SHIPPED): Promise<LoadedModel> {
  const context = { signal: new AbortController().signal, progress: vi.fn<(p: LoadProgress) => void>() };
  return (await service.load({ source, backend }, context)).value;
}

const installed = (key: string): ModelSource => ({ kind: 'installed', key });

function bundleFor(target: BundleManifest['target'], capabilities?: Capability[]): Bundle {
  const { manifest, read } = bundle;
  return {
    manifest: { ...manifest, target, capabilities: capabilities ?? manifest.capabilities },
    read,
  };
}

function request(runId: string): CaptionRequest {
  const settings = { ...bundle.manifest.generation, method: 'nucleus', seed: 3, maxLength: 14 } as const;
  return { runId, picture: new Blob(), masked: [], settings };
}

/** Captions; cancelled when `cancelAt` returns true. */
async function caption(runId: string, cancelAt: (progress: CaptionProgress) => boolean = () => false) {
  const abort = new AbortController();
  const progress: CaptionProgress[] = [];
  const answer = await service.caption(request(runId), {
    signal: abort.signal,
    progress: (each) => {
      progress.push(each);
      if (cancelAt(each)) abort.abort();
    },
  });
  return { ...answer, progress };
}

test('load describes the model', async () => {
  const model = await load();
  expect(model).toMatchObject({
    id: 'test/odd-9',
    backend: 'wasm',
    device: '2 threads',
    fallbacks: [],
  });
  expect(model.grid[0] * model.grid[1]).toBe(9);
  expect(model.defaults).toEqual(bundle.manifest.generation);
  expect(openBundle.mock.lastCall?.[0]).toBe(`${URL_OF_MODEL}wasm/`);
});

test('with one thread, the fallback reason names both the GPU and the threads', async () => {
  const abort = new AbortController();
  const context = { signal: abort.signal, progress: vi.fn<(p: LoadProgress) => void>() };
  const loadIn = async (backend: Backend) =>
    (await service.load({ source: SHIPPED, backend, oneThread: true }, context)).value;
  expect((await loadIn('wasm')).fallbacks).toEqual(['one-thread']);
  expect(open.mock.lastCall).toEqual(['wasm', expect.objectContaining({ oneThread: true })]);
  open.mockRejectedValueOnce(new GpuUnavailable('no-gpu'));
  expect((await loadIn('webgpu')).fallbacks).toEqual(['no-gpu', 'one-thread']);
});

test('the warm-up is the last phase of a load', async () => {
  const warmUp = vi.spyOn(Engine.prototype, 'warmUp');
  const phases: LoadProgress['phase'][] = [];
  const progress = ({ phase }: LoadProgress) => {
    if (phase === 'warm-up') expect(warmUp).not.toHaveBeenCalled();
    phases.push(phase);
  };
  await service.load(
    { source: SHIPPED, backend: 'wasm' },
    { signal: new AbortController().signal, progress },
  );
  expect(warmUp).toHaveBeenCalledTimes(1);
  expect(phases.at(-1)).toBe('warm-up');
});

test('the CPU replaces a GPU that cannot be used, with the reason', async () => {
  open.mockRejectedValueOnce(new GpuUnavailable('no-gpu'));
  const model = await load('auto');
  expect(model).toMatchObject({
    backend: 'wasm',
    fallbacks: ['no-gpu'],
  });
  expect(close).toHaveBeenCalledWith('webgpu');
});

describe('a software GPU', () => {
  beforeEach(() => {
    gpu.mockResolvedValue({ name: 'SwiftShader', imitated: true });
  });

  test('is not chosen by auto, with the reason', async () => {
    expect(await load('auto')).toMatchObject({
      backend: 'wasm',
      fallbacks: ['gpu-imitated'],
      slowGpu: null,
    });
    expect(open.mock.calls.map(([backend]) => backend)).toEqual(['wasm']);
  });

  test('is used when it is asked for', async () => {
    expect(await load('webgpu')).toMatchObject({ backend: 'webgpu', fallbacks: [] });
  });
});

test('a model is loaded again where fp16 turned out to be slower', async () => {
  const context = { signal: new AbortController().signal, progress: () => {} };
  for (const slowFp16Gpus of [[], [], ['acme']])
    await service.load({ source: SHIPPED, backend: 'wasm', slowFp16Gpus }, context);
  expect(openBundle).toHaveBeenCalledTimes(2);
});

describe('a GPU that is slower than the CPU', () => {
  const loadBeside = async (backend: Backend | 'auto', slowGpus: string[]) => {
    const context = { signal: new AbortController().signal, progress: () => {} };
    return (await service.load({ source: SHIPPED, backend, slowGpus }, context)).value;
  };

  test('is not chosen by auto', async () => {
    expect(await loadBeside('auto', ['other', 'acme'])).toMatchObject({
      backend: 'wasm',
      fallbacks: [],
      slowGpu: 'acme',
    });
    expect(open.mock.calls.map(([backend]) => backend)).toEqual(['wasm']);
  });

  test.each([
    ['another GPU was measured', 'auto', ['other']],
    ['it is asked for', 'webgpu', ['acme']],
  ] as const)('is used where %s', async (_, backend, slowGpus) => {
    expect(await loadBeside(backend, [...slowGpus])).toMatchObject({ backend: 'webgpu', slowGpu: null });
  });

  test('is left by a model that runs there, once it is measured', async () => {
    expect(await loadBeside('auto', [])).toMatchObject({ backend: 'webgpu' });
    expect(await loadBeside('auto', ['acme'])).toMatchObject({ backend: 'wasm' });
  });
});

test('the CPU replaces a GPU that fails to run the model', async () => {
  const broken = { ...ort.InferenceSession, create: () => Promise.reject(new Error('kernel not found')) };
  open.mockResolvedValueOnce({
    ort: { ...ort, InferenceSession: broken },
    execution: { backend: 'cpu' },
    device: 'GPU',
    threads: 1,
    version: '1',
  });
  expect(await load('webgpu')).toMatchObject({
    backend: 'wasm',
    fallbacks: ['gpu-failed'],
  });
});

test('a missing model is missing on every backend', async () => {
  openBundle.mockRejectedValue(new StorageError('model-missing', 'There is no model.'));
  await expect(load('auto')).rejects.toMatchObject({ code: 'model-missing' });
  expect(open).toHaveBeenCalledTimes(1);
});

test('a caption run reports the picture’s size, the encoding, then every token with its map', async () => {
  await load();
  const { value, progress, transfer } = await caption('a');
  expect(progress.slice(0, 2)).toEqual([{ type: 'image', width: 12, height: 8 }, { type: 'encoded' }]);
  const streamed = value.captions.map((_, index) =>
    progress.flatMap((each) => (each.type === 'token' && each.caption === index ? [each.token] : [])),
  );
  expect(streamed).toEqual(value.captions.map(({ tokens }) => tokens));
  expect(new Set(transfer)).toEqual(
    new Set(value.captions.flatMap(({ maps }) => maps.map(({ buffer }) => buffer))),
  );
  expect(closePicture).toHaveBeenCalledTimes(1);
  const { image, encode, firstToken, decode, total } = value.ms;
  expect(image + encode + decode).toBeCloseTo(total, 3);
  expect(firstToken).toBeLessThanOrEqual(total);
});

describe('a prefetched picture', () => {
  const naming = { signal: new AbortController().signal, progress: () => {} };

  test('is read once, and gets the same captions', async () => {
    await load();
    const plain = await caption('plain');
    decodePicture.mockClear();
    await service.prefetch([{ id: 'named', file: new Blob() }], naming);
    await vi.waitFor(() => expect(decodePicture).toHaveBeenCalledTimes(1));
    const { value, progress } = await caption('named');
    expect(decodePicture).toHaveBeenCalledTimes(1);
    expect(value.captions).toEqual(plain.value.captions);
    expect(progress[0]).toEqual({ type: 'image', width: 12, height: 8 });
  });

  test('that cannot be read is read again by its run, which reports the error', async () => {
    await load();
    decodePicture.mockRejectedValue(new PictureError('corrupt-image', 'The picture is damaged.'));
    await service.prefetch([{ id: 'named', file: new Blob() }], naming);
    await expect(caption('named')).rejects.toMatchObject({ code: 'corrupt-image' });
    expect(decodePicture).toHaveBeenCalledTimes(2);
  });

  test('is read again for another model', async () => {
    await load();
    await service.prefetch([{ id: 'named', file: new Blob() }], naming);
    await load('auto');
    await caption('named');
    expect(decodePicture).toHaveBeenCalledTimes(2);
  });

  test('is not read before a model is loaded', async () => {
    expect(await service.prefetch([{ id: 'named', file: new Blob() }], naming)).toEqual({ value: null });
    expect(decodePicture).not.toHaveBeenCalled();
  });
});

test('the attention of a run can be asked for, also by head', async () => {
  await load();
  const { value } = await caption('a');
  const ask = (head: number | null) =>
    service.attention(
      { runId: 'a', caption: 1, layer: head, head },
      { signal: new AbortController().signal, progress: () => {} },
    );
  expect((await ask(null)).value).toEqual(value.captions[1]!.maps);
  expect((await ask(0)).value).not.toEqual(value.captions[1]!.maps);
});

test('the last eight runs of the loaded model are available', async () => {
  await load();
  for (let run = 0; run < 9; run++) await caption(`run ${run}`);
  const known = async (runId: string) => {
    const context = { signal: new AbortController().signal, progress: () => {} };
    return (await service.attention({ runId, caption: 0, layer: null, head: null }, context)).value !== null;
  };
  expect(await Promise.all(['run 0', 'run 1', 'run 8'].map(known))).toEqual([false, true, true]);
  await load();
  expect(await known('run 8'), 'the same model is not loaded again').toBe(true);
  await load('auto');
  expect(await known('run 8')).toBe(false);
});

test('a cancel takes effect between tokens, and the captions so far are returned', async () => {
  await load();
  const { value } = await caption('a', (each) => each.type === 'token' && each.caption === 2);
  expect(value.captions.map(({ finish, tokens }) => [finish, tokens.length])).toEqual([
    ['cancelled', 1],
    ['cancelled', 1],
    ['cancelled', 1],
  ]);
});

test('a cancel before the first token aborts the run', async () => {
  await load();
  await expect(caption('a', (each) => each.type === 'encoded')).rejects.toMatchObject({ name: 'AbortError' });
  await expect(caption('b', (each) => each.type === 'image')).rejects.toMatchObject({ name: 'AbortError' });
  expect((await caption('c')).value.captions).toHaveLength(3);
});

test('without a model there are no captions', async () => {
  await expect(caption('a')).rejects.toThrow('No model is loaded.');
  await load();
  const broken = { ...bundle, read: () => Promise.reject(new StorageError('model-corrupt', 'Damaged.')) };
  openBundle.mockResolvedValue(broken);
  await expect(load('auto')).rejects.toMatchObject({ code: 'model-corrupt' });
  await expect(caption('a')).rejects.toThrow('No model is loaded.');
});

test.each([
  [
    'that cannot be had',
    () => Promise.reject(new StorageError('offline', 'No connection.')),
    'No connection.',
  ],
  [
    'that is no captioner',
    async () => bundleFor('node', ['match', 'contrast']),
    'test/odd-9 is not a captioner; it was made for: match, contrast. Choose another model.',
  ],
])('a model %s does not replace the loaded one', async (_, opened, message) => {
  await load();
  openInstalledBundle.mockImplementation(opened);
  await expect(load('wasm', installed('other'))).rejects.toThrow(message);
  expect((await caption('a')).value.captions).toHaveLength(3);
});

test('an installed bundle is opened by its key, and runs on the backend it was made for', async () => {
  openInstalledBundle.mockResolvedValue(bundleFor('wasm'));
  const model = await load('auto', installed('base-q8'));
  expect(openInstalledBundle.mock.lastCall?.[0]).toBe('base-q8');
  expect(model).toMatchObject({ backend: 'wasm', fallbacks: [], capabilities: ['caption'] });
  expect(open).toHaveBeenCalledTimes(1);
  const asked = await load('webgpu', installed('base-q8'));
  expect(asked.fallbacks).toEqual(['made-for-cpu']);
});

test('an installed bundle that was made for the GPU runs there', async () => {
  openInstalledBundle.mockResolvedValue(bundleFor('webgpu'));
  expect(await load('auto', installed('base-q4'))).toMatchObject({ backend: 'webgpu' });
});
