/** No run leaves tensors or buffers behind. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CAPTION_ROLES, Engine } from './engine.ts';
import { EngineError } from './errors.ts';
import { loadModel } from './model.ts';
import { BUFFER_USAGE, FakeDevice, MAP_MODE } from './testing/fake-device.ts';
import { reciting } from './testing/fake-model.ts';
import { FakeRuntime, fakeBundle, fakeTokenizer, VOCABULARY } from './testing/fake-runtime.ts';
import { caption, load, NUCLEUS, PIXELS, PROMPT_LENGTH, wandering } from './testing/load-engine.ts';

/** No tensor that a session returned is alive after its owners disposed everything. */
function expectNothingLeft(runtime: FakeRuntime): void {
  const alive = [...runtime.present, ...runtime.features].filter((tensor) => tensor.location !== 'none');
  expect(runtime.present.length).toBeGreaterThan(0);
  expect(alive).toEqual([]);
  expect(runtime.fedDisposed).toBe(0);
}

describe('cancelling', () => {
  test('returns the tokens so far', async () => {
    const { engine, runtime } = await load(reciting([8, 8, 8, 8, 8, 8], VOCABULARY, PROMPT_LENGTH));
    const stop = new AbortController();
    let events = 0;
    const onEvent = () => {
      events += 1;
      if (events === 4) stop.abort();
    };
    const { run } = await caption(engine, NUCLEUS, { signal: stop.signal, onEvent });
    expect(run.captions.map((each) => each.finish)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(run.captions.map((each) => each.text)).toEqual(['eight eight', 'eight eight', 'eight eight']);
    run.dispose();
    expectNothingLeft(runtime);
  });

  test.each(['nucleus', 'beam'] as const)(
    '%s: before the first token it throws the reason',
    async (method) => {
      const { engine, runtime } = await load(wandering);
      const image = await engine.encode(PIXELS);
      const stop = new AbortController();
      const generator = engine.caption(image, { ...NUCLEUS, method }, stop.signal);
      const first = generator.next();
      stop.abort(new Error('never mind'));
      await expect(first).rejects.toThrow('never mind');
      image.dispose();
      expect((await caption(engine, NUCLEUS)).run.captions.length).toBe(3);
      expectNothingLeft(runtime);
    },
  );

  test('a caller that stops iterating frees the run and the queue', async () => {
    const { engine, runtime } = await load(wandering);
    const image = await engine.encode(PIXELS);
    for await (const event of engine.caption(image, NUCLEUS)) {
      expect(event.type).toBe('token');
      break;
    }
    image.dispose();
    await caption(engine, NUCLEUS);
    expectNothingLeft(runtime);
  });
});

describe('what is created is disposed', () => {
  test.each(['greedy', 'nucleus', 'beam'] as const)('%s', async (method) => {
    const { engine, runtime } = await load(wandering);
    (await caption(engine, { ...NUCLEUS, method })).run.dispose();
    expectNothingLeft(runtime);
  });

  test('score and warm-up', async () => {
    const { engine, runtime } = await load(wandering);
    await engine.warmUp();
    const image = await engine.encode(PIXELS);
    await engine.score(image, 'one two');
    image.dispose();
    expectNothingLeft(runtime);
  });

  test('a run that fails; the next one succeeds', async () => {
    const { engine, runtime } = await load(wandering);
    const failing = caption(engine, NUCLEUS, {
      onEvent: () => {
        runtime.failure = new Error('device lost');
      },
    });
    await expect(failing).rejects.toThrow('device lost');
    runtime.failure = null;
    expect((await caption(engine, NUCLEUS)).run.captions.length).toBe(3);
    expectNothingLeft(runtime);
  });

  test('sessions, once, after earlier requests are done', async () => {
    const { engine, runtime } = await load(wandering);
    const image = await engine.encode(PIXELS);
    const scored = engine.score(image, 'one two');
    await Promise.all([engine.dispose(), engine.dispose()]);
    expect((await scored).tokens.length).toBe(3);
    expect(runtime.released).toBe(3);
    await expect(engine.encode(PIXELS)).rejects.toThrow(EngineError);
    await expect(engine.caption(image, NUCLEUS).next()).rejects.toThrow('The model was unloaded.');
  });
});

describe('on a device, every buffer of a run is destroyed', () => {
  beforeEach(() => {
    vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE);
    vi.stubGlobal('GPUMapMode', MAP_MODE);
  });
  afterEach(() => vi.unstubAllGlobals());

  /** The decoder writes nothing: all logits are 0. */
  async function loadOnDevice() {
    const { gpu, runtime } = { gpu: new FakeDevice(), runtime: new FakeRuntime(wandering) };
    const execution = { backend: 'webgpu', device: gpu.device } as const;
    const model = await loadModel(CAPTION_ROLES, { runtime, bundle: fakeBundle(), ...execution });
    const step = vi.spyOn(model.sessions.get('text_decoder'), 'run').mockResolvedValue({});
    const engine = new Engine(model, fakeTokenizer);
    return { gpu, engine, step };
  }

  test.each(['greedy', 'nucleus', 'beam'] as const)(
    '%s: except the attention, until the run is disposed',
    async (method) => {
      const { engine, gpu } = await loadOnDevice();
      const { run } = await caption(engine, { ...NUCLEUS, method });
      expect(gpu.buffers.length).toBeGreaterThan(gpu.alive.length);
      const steps = NUCLEUS.maxLength - (PROMPT_LENGTH - 1);
      expect(gpu.alive.length).toBe(steps);
      run.dispose();
      expect(gpu.alive).toEqual([]);
    },
  );

  test('when the caller stops iterating', async () => {
    const { engine, gpu } = await loadOnDevice();
    const image = await engine.encode(PIXELS);
    for await (const _ of engine.caption(image, NUCLEUS)) break;
    expect(gpu.buffers.length).toBeGreaterThan(0);
    expect(gpu.alive).toEqual([]);
  });

  test('when a step fails', async () => {
    const { engine, gpu, step } = await loadOnDevice();
    step.mockRejectedValue(new Error('device lost'));
    await expect(caption(engine, NUCLEUS)).rejects.toThrow('device lost');
    expect(gpu.buffers.length).toBeGreaterThan(0);
    expect(gpu.alive).toEqual([]);
  });

  test('by score and warm-up', async () => {
    const { engine, gpu } = await loadOnDevice();
    await engine.warmUp();
    await engine.score(await engine.encode(PIXELS), 'one two');
    expect(gpu.buffers.length).toBeGreaterThan(0);
    expect(gpu.alive).toEqual([]);
  });
});
