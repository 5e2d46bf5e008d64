import { describe, expect, test } from 'vitest';
import { BundleError } from '../../core/manifest/manifest.ts';
import { CAPTION_ROLES } from './engine.ts';
import { EngineError } from './errors.ts';
import type { Bundle, Execution, Runtime } from './runtime.ts';
import { createSessions } from './sessions.ts';
import { FakeDevice } from './testing/fake-device.ts';
import { randomScript } from './testing/fake-model.ts';
import { FakeRuntime, fakeBundle, VOCABULARY } from './testing/fake-runtime.ts';

const fakeRuntime = () => new FakeRuntime(randomScript(VOCABULARY, 0));
const CPU = { backend: 'cpu' } as const;

type Unpacked = { session: { disable_prepacking?: string } } | undefined;

/** Creates two sessions, then fails. */
function failingAtDecoder(cause: unknown): { runtime: Runtime; made: FakeRuntime } {
  const made = fakeRuntime();
  const create = async (...parameters: Parameters<typeof made.InferenceSession.create>) => {
    if (made.options.length === 2) throw cause;
    return made.InferenceSession.create(...parameters);
  };
  return { runtime: { Tensor: made.Tensor, InferenceSession: { create } }, made };
}

describe('creating sessions', () => {
  test('gives each graph its external data by the name in the graph', async () => {
    const runtime = fakeRuntime();
    await createSessions(CAPTION_ROLES, { runtime, bundle: fakeBundle(), ...CPU });
    expect(runtime.options.map((options) => options.externalData)).toEqual(
      ['vision_encoder.bin', 'cross_attention_kv.bin', 'text_decoder.bin'].map((path) => [
        { path, data: new TextEncoder().encode(path) },
      ]),
    );
    expect(runtime.options.map((options) => options.executionProviders)).toEqual([['cpu'], ['cpu'], ['cpu']]);
  });

  test('gives the paths of graphs that the bundle locates to a runtime that takes them', async () => {
    const runtime = fakeRuntime();
    const paths: string[] = [];
    const createFromFile: Runtime['createFromFile'] = (path, options) => {
      paths.push(path);
      return runtime.InferenceSession.create(new TextEncoder().encode('text_decoder.onnx'), options);
    };
    const bundle: Bundle = {
      ...fakeBundle(),
      locate: async ({ file }) => (file === 'text_decoder.onnx' ? `/bundle/${file}` : null),
    };
    const { InferenceSession, Tensor } = runtime;
    const seen: number[] = [];
    const onProgress = (loaded: number, total: number) => void seen.push(loaded / total);
    const mapping = { InferenceSession, Tensor, createFromFile };
    await createSessions(CAPTION_ROLES, { runtime: mapping, bundle, ...CPU, onProgress });
    expect(paths).toEqual(['/bundle/text_decoder.onnx']);
    expect(runtime.options.map(({ externalData }) => externalData?.length)).toEqual([1, 1, undefined]);
    expect(seen.at(-1)).toBe(1);
    paths.length = 0;
    await createSessions(CAPTION_ROLES, { runtime, bundle, ...CPU });
    expect(paths).toEqual([]);
  });

  test.each([
    { dtype: 'fp32', backend: 'cpu', unpacked: ['1', '1', undefined] },
    { dtype: 'q8', backend: 'cpu', unpacked: [undefined, undefined, undefined] },
    { dtype: 'fp32', backend: 'wasm', unpacked: [undefined, undefined, undefined] },
  ] as const)('$dtype on $backend: which weights are multiplied as they are stored', async (each) => {
    const runtime = fakeRuntime();
    const bundle = { ...fakeBundle(), manifest: { ...fakeBundle().manifest, dtype: each.dtype } };
    await createSessions(CAPTION_ROLES, { runtime, bundle, backend: each.backend });
    const unpacked = runtime.options.map(({ extra }) => (extra as Unpacked)?.session.disable_prepacking);
    expect(unpacked).toEqual(each.unpacked);
  });

  test('on WebGPU, outputs stay on the device the caller gave, without validation', async () => {
    const runtime = fakeRuntime();
    const { device } = new FakeDevice();
    await createSessions(CAPTION_ROLES, { runtime, bundle: fakeBundle(), backend: 'webgpu', device });
    for (const options of runtime.options) {
      expect(options).toMatchObject({
        executionProviders: [{ name: 'webgpu', device, validationMode: 'disabled' }],
        preferredOutputLocation: 'gpu-buffer',
      });
    }
  });

  describe('of an fp16 bundle', () => {
    const halfBundle = () => {
      const bundle = fakeBundle();
      return { ...bundle, manifest: { ...bundle.manifest, dtype: 'fp16' as const } };
    };
    const create = (execution: Execution) =>
      createSessions(CAPTION_ROLES, { runtime: fakeRuntime(), bundle: halfBundle(), ...execution });
    const gpu = (...features: string[]) => {
      const { device } = new FakeDevice();
      return Object.assign(Object.create(device), { features: new Set(features) }) as GPUDevice;
    };

    test('needs fp16', async () => {
      const device = gpu('subgroups');
      const refused = expect(create({ backend: 'webgpu', device })).rejects;
      await refused.toMatchObject({ code: 'unsupported-dtype' });
      await expect(create({ backend: 'webgpu', device })).rejects.toThrow(
        'This GPU has no 16-bit arithmetic',
      );
      await expect(create({ backend: 'wasm' })).rejects.toThrow('Install it again, or in q8 or fp32.');
    });

    test('are created with fp16, and in Node', async () => {
      await create({ backend: 'webgpu', device: gpu('shader-f16') });
      await create(CPU);
    });
  });

  test('progress counts bytes up to the total', async () => {
    const seen: [number, number][] = [];
    const onProgress = (loaded: number, total: number) => void seen.push([loaded, total]);
    await createSessions(CAPTION_ROLES, { runtime: fakeRuntime(), bundle: fakeBundle(), ...CPU, onProgress });
    const { graphs } = fakeBundle().manifest;
    const total = Object.values(graphs).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(seen.length).toBe(6);
    expect(seen.map(([, all]) => all)).toEqual(new Array(6).fill(total));
    expect(seen.map(([loaded]) => loaded)).toEqual(seen.map(([loaded]) => loaded).toSorted((a, b) => a - b));
    expect(seen.at(-1)![0]).toBe(total);
  });

  test('a file of the wrong size is a damaged model', async () => {
    const read = async (name: string) =>
      new TextEncoder().encode(name === 'text_decoder.bin' ? 'short' : name);
    const runtime = fakeRuntime();
    const failing = createSessions(CAPTION_ROLES, { runtime, bundle: { ...fakeBundle(), read }, ...CPU });
    await expect(failing).rejects.toThrow(BundleError);
    await expect(failing).rejects.toMatchObject({
      code: 'model-corrupt',
      message: 'text_decoder.bin has 5 bytes, the manifest says 16. Download or export the model again.',
    });
    expect(runtime.released).toBe(2);
  });

  test.each([
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new Error('std::bad_alloc'), 'out-of-memory'],
    [new Error('Failed to allocate memory for requested buffer'), 'out-of-memory'],
    [new Error('unknown operator'), 'unknown'],
  ])('after the error %s of the runtime, earlier sessions are released', async (cause, code) => {
    const { runtime, made } = failingAtDecoder(cause);
    const failing = createSessions(CAPTION_ROLES, { runtime, bundle: fakeBundle(), ...CPU });
    await expect(failing).rejects.toThrow(EngineError);
    const message = code === 'unknown' ? /could not be prepared/ : /There is not enough memory/;
    await expect(failing).rejects.toMatchObject({ code, cause, message: expect.stringMatching(message) });
    expect(made.released).toBe(2);
  });

  test('aborting between files rejects with the reason and releases earlier sessions', async () => {
    const stop = new AbortController();
    const runtime = fakeRuntime();
    const onProgress = (loaded: number) => {
      if (loaded > 40) stop.abort(new Error('not now'));
    };
    const failing = createSessions(CAPTION_ROLES, {
      runtime,
      bundle: fakeBundle(),
      ...CPU,
      onProgress,
      signal: stop.signal,
    });
    await expect(failing).rejects.toThrow('not now');
    expect(runtime.released).toBe(runtime.options.length);
    expect(runtime.options.length).toBeLessThan(3);
  });
});
