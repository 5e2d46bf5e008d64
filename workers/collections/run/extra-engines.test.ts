import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineKind, FromWorker, RunKind, ToWorker } from '../../../core/protocol/index.ts';
import { SerialQueue } from '../../engine/index.ts';
import { FakeRuntime } from '../../engine/testing/fake-runtime.ts';
import { wandering } from '../../engine/testing/load-engine.ts';
import { toWire } from '../../serve/errors.ts';
import { LoadedModels } from '../../serve/loaded-models.ts';
import { captionsOf, loadFakes, Scene, type Tab } from '../testing/scene.ts';
import { captionBatch } from './caption-batch.ts';

/** Enough for two engines. */
const PICTURES = 72;

type Asked = Exclude<ToWorker<EngineKind | RunKind>, { kind: 'cancel' }>;

/** A worker with an engine of its own. */
class FakeEngine extends EventTarget {
  readonly runtime = new FakeRuntime(wandering);
  readonly models = new LoadedModels(new SerialQueue());
  readonly asked: Asked[] = [];
  terminated = false;
  /** It has answered whether it has the run's models. */
  isReady = false;
  batches = 0;
  onLoad = async (): Promise<void> => {};
  /** Called for each batch with pictures. */
  onBatch = async (): Promise<void> => {};

  postMessage(message: Asked): void {
    this.asked.push(message);
    void this.#answer(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  die(): void {
    this.dispatchEvent(new Event('error', { cancelable: true }));
  }

  async #answer(message: Asked): Promise<void> {
    const { id, kind } = message;
    try {
      this.#say({ id, kind, type: 'done', payload: await this.#do(message) } as FromWorker);
    } catch (error) {
      this.#say({ id, kind, type: 'failed', error: toWire(error) } as FromWorker);
    }
    if (kind === 'captionBatch') this.isReady = true;
  }

  async #do({ kind, payload }: Asked): Promise<unknown> {
    if (kind === 'load') await this.onLoad();
    if (kind === 'load' || kind === 'matcher')
      return loadFakes(this.models, this.runtime, kind === 'matcher');
    if (kind !== 'captionBatch') throw new Error(`${kind} was not expected.`);
    if (payload.pictures.length > 0) {
      this.batches += 1;
      await this.onBatch();
    }
    return captionBatch(this.models, payload, new AbortController().signal);
  }

  #say(data: FromWorker): void {
    if (!this.terminated) this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

let scene: Scene;
let engines: FakeEngine[];

beforeEach(() => {
  scene = newScene();
  engines = [];
});

function newScene(): Scene {
  const made = new Scene();
  for (let number = 1; number <= PICTURES; number++) made.folder.add(`${number}.jpg`, `picture ${number}`);
  return made;
}

/** Waits until the engines are ready before it reads the ninth picture. @param prepare what each engine is like. */
async function tabWith(prepare: (engine: FakeEngine) => void, options = {}): Promise<Tab> {
  const tab = await scene.tab(options);
  let read = 0;
  tab.onRead = async () => {
    read += 1;
    if (read === 9)
      await vi.waitFor(() => expect(engines.every(({ isReady }) => isReady)).toBe(true), 30_000);
  };
  tab.startEngine = () => {
    const engine = new FakeEngine();
    engines.push(engine);
    prepare(engine);
    return engine;
  };
  return tab;
}

/** An engine that has no batch finished before each has one: where reading is slow, one alone would keep up with it. */
const together = (engine: FakeEngine) => {
  engine.onBatch = () =>
    vi.waitFor(() => expect(engines.every(({ batches }) => batches > 0)).toBe(true), 30_000);
};

async function expectedCaptions(options = {}) {
  const [whole, own] = [newScene(), scene];
  const tab = await whole.tab(options);
  await tab.run();
  const captions = captionsOf(await tab.records());
  scene = newScene();
  scene.folder = own.folder;
  return captions;
}

const DONE = { done: PICTURES, failed: 0, paused: false, stopped: null };

test.each([true, false])(
  'two engines caption as one does, and end with the run (matcher: %s)',
  async (matcher) => {
    const expected = await expectedCaptions({ matcher });
    const tab = await tabWith(together, { matcher });
    expect(await tab.run()).toMatchObject(DONE);
    expect(captionsOf(await tab.records())).toEqual(expected);
    expect(engines).toHaveLength(2);
    for (const { batches, terminated, asked } of engines) {
      expect(batches).toBeGreaterThan(0);
      expect(terminated).toBe(true);
      expect(asked[0]).toMatchObject({ kind: 'load', payload: { backend: 'wasm', oneThread: true } });
    }
  },
);

describe('one engine is enough', () => {
  test.each([
    ['on the GPU', { description: { backend: 'webgpu', bytes: 1 } }],
    ['with a large model', { description: { backend: 'wasm', bytes: 2 ** 26 } }],
    ['with one thread', { runtime: { threads: 1 } }],
  ])('%s', async (_, different) => {
    const tab = await tabWith(() => {});
    Object.assign(tab.models.captioner!, different);
    expect(await tab.run()).toMatchObject(DONE);
    expect(engines).toHaveLength(0);
  });

  test('for few pictures', async () => {
    const tab = await tabWith(() => {});
    const paths = Array.from({ length: 20 }, (_, index) => `${index + 1}.jpg`);
    expect(await tab.run({ paths })).toMatchObject({ done: 20 });
    expect(engines).toHaveLength(0);
  });
});

describe('the run goes on, with the same captions,', () => {
  const fail = async () => {
    throw new Error('std::bad_alloc');
  };
  const dies = (engine: FakeEngine) => {
    engine.onBatch = async () => engine.die();
  };
  const fails = (engine: FakeEngine) => {
    engine.onBatch = fail;
  };
  const doesNotLoad = (engine: FakeEngine) => {
    engine.onLoad = fail;
  };

  test.each([
    ['where an engine dies', dies, 1],
    ['where an engine fails', fails, 1],
    ['where no engine can be loaded', doesNotLoad, 0],
  ])('%s', async (_, prepare, batches) => {
    const expected = await expectedCaptions();
    const tab = await tabWith(prepare);
    if (batches === 0) tab.onRead = async () => {};
    expect(await tab.run()).toMatchObject(DONE);
    expect(captionsOf(await tab.records())).toEqual(expected);
    expect(engines.map((engine) => [engine.batches, engine.terminated])).toEqual([
      [batches, true],
      [batches, true],
    ]);
  });

  test('where no worker starts', async () => {
    const tab = await scene.tab();
    tab.startEngine = () => {
      throw new Error('no more workers');
    };
    expect(await tab.run()).toMatchObject(DONE);
  });

  test('where an engine loads another model than the run began with', async () => {
    const tab = await tabWith(() => {});
    tab.models.captioner!.engine.manifest.source.sha256 = 'another';
    expect(await tab.run()).toMatchObject(DONE);
    expect(engines.map(({ batches }) => batches)).toEqual([0, 0]);
  });
});

test('a cancel lets the engines finish their batches, and all of them are stored', async () => {
  const pause = new AbortController();
  const tab = await tabWith((engine) => {
    together(engine);
    const { onBatch } = engine;
    engine.onBatch = async () => {
      await onBatch();
      if (engine === engines[1]) pause.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
  });
  const report = await tab.run({}, pause.signal);
  expect(report).toMatchObject({ paused: true, stopped: null });
  const stored = Object.values(await tab.records()).filter(({ done }) => done);
  expect(stored).toHaveLength(report.done);
  const captioned = engines.reduce((sum, { batches }) => sum + 4 * batches, 0);
  expect(report.done).toBeGreaterThanOrEqual(captioned);
  expect(engines.every(({ terminated }) => terminated)).toBe(true);
  expect(await tab.run()).toMatchObject(DONE);
});

test('another model ends the run', async () => {
  const tab = await tabWith((engine) => {
    together(engine);
    const { onBatch } = engine;
    engine.onBatch = async () => {
      await onBatch();
      if (engine === engines[1] && engine.batches === 1) await tab.load();
    };
  });
  expect((await tab.run()).stopped).toMatchObject({ code: 'model-changed' });
  expect(engines.every(({ terminated }) => terminated)).toBe(true);
});

test('no batch begins while the picture on the stage is captioned', async () => {
  const batches = () => engines.reduce((sum, engine) => sum + engine.batches, 0);
  const onStage: number[] = [];
  const captionOnStage = async () => {
    onStage.push(batches());
    await new Promise((resolve) => setTimeout(resolve, 500));
    onStage.push(batches());
  };
  const tab = await tabWith((engine) => {
    engine.onBatch = async () => {
      if (batches() === 1) void tab.turns.run(captionOnStage);
    };
  });
  expect(await tab.run()).toMatchObject(DONE);
  const [before, after] = onStage;
  // One had its turn already.
  expect(after! - before!).toBeLessThanOrEqual(1);
});
