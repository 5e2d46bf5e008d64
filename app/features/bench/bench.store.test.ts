import { expect, test, vi } from 'vitest';
import type {
  BenchMeasured,
  BenchRequest,
  FromWorker,
  InstalledBundle,
  ToWorker,
} from '../../../core/protocol';
import { RequestAborted, WorkerFailure } from '../../worker-client/client';
import { createBenchStore } from './bench.store';
import { planFor, QUICK, THOROUGH } from './plan';
import { type Ask, askFreshWorker } from './run';
import { report, subject } from './testing';

const AROUND = { hasGpu: true, samples: ['a.webp'], demoUrl: 'https://example.test/models/demo/' };
const MEASURED = subject({}).measured!;

function setUp(ask: Ask) {
  const machine = report([]).machine;
  return createBenchStore({ ask, machine, surroundings: AROUND, now: () => new Date(0) });
}

const bundle = (changes: Partial<InstalledBundle>): InstalledBundle => ({
  key: 'k',
  id: 'someone/blip',
  revision: null,
  target: 'wasm',
  dtype: 'q8',
  bytes: 1,
  capabilities: ['caption'],
  installedAt: 0,
  ...changes,
});

test('the demo model is measured on the GPU and the CPU, then the baseline', () => {
  const wanted = { model: { kind: 'demo' }, thorough: false, compare: true } as const;
  const { subjects, amounts } = planFor(wanted, { ...AROUND, bundles: [] });
  expect(
    subjects.map(({ kind, backend, source }) => [kind, backend, source.kind === 'url' && source.url]),
  ).toEqual([
    ['engine', 'webgpu', AROUND.demoUrl],
    ['engine', 'wasm', AROUND.demoUrl],
    ['baseline', 'webgpu', `${AROUND.demoUrl}baseline/`],
    ['baseline', 'wasm', `${AROUND.demoUrl}baseline/`],
  ]);
  expect(amounts).toBe(QUICK);
});

test('without a GPU only the CPU, and alone if chosen', () => {
  const wanted = { model: { kind: 'demo' }, thorough: true, compare: false } as const;
  const { subjects, amounts } = planFor(wanted, { ...AROUND, hasGpu: false, bundles: [] });
  expect(subjects.map(({ kind, backend }) => [kind, backend])).toEqual([['engine', 'wasm']]);
  expect(amounts).toBe(THOROUGH);
});

test.each([
  ['webgpu', 'webgpu'],
  ['wasm', 'wasm'],
  ['node', 'wasm'],
] as const)('an installed model made for %s is measured on %s', (target, backend) => {
  const wanted = { model: { kind: 'installed', key: 'k' }, thorough: false, compare: true } as const;
  const { subjects } = planFor(wanted, { ...AROUND, bundles: [bundle({ target })] });
  expect(subjects).toEqual([{ kind: 'engine', source: { kind: 'installed', key: 'k' }, backend }]);
});

test('every subject is measured and then loaded again; a failure loses none of the others', async () => {
  const asked: BenchRequest[] = [];
  const ask: Ask = async (request, { onProgress }) => {
    asked.push(request);
    onProgress({ stage: 'encode', done: 1, total: 3 });
    if (request.subject.backend === 'webgpu')
      throw new WorkerFailure({ code: 'gpu-lost', message: 'The GPU stopped.', detail: 'reset' });
    return request.amounts ? MEASURED : { ...MEASURED, loadMs: 5 };
  };
  const store = setUp(ask);
  store.getState().choose({ compare: false });
  await store.getState().start();
  expect(asked.map(({ subject: { backend }, amounts }) => [backend, amounts])).toEqual([
    ['webgpu', QUICK],
    ['wasm', QUICK],
    ['wasm', null],
  ]);
  const { report: made, running } = store.getState();
  expect(running).toBeNull();
  expect(made?.made).toBe('1970-01-01T00:00:00.000Z');
  expect(made?.subjects).toMatchObject([
    { backend: 'webgpu', measured: null, error: 'The GPU stopped. reset' },
    { backend: 'wasm', measured: MEASURED, loadAgainMs: 5, error: null },
  ]);
});

test('a subject that cannot be loaded again keeps its times', async () => {
  const ask: Ask = async ({ amounts }) => {
    if (!amounts) throw new WorkerFailure({ code: 'out-of-memory', message: 'There is no memory left.' });
    return MEASURED;
  };
  const store = setUp(ask);
  await store.getState().start();
  expect(store.getState().report?.subjects[0]).toMatchObject({
    ...{ measured: MEASURED, loadAgainMs: null },
    error: 'There is no memory left.',
  });
});

test('while it runs it reports progress, and a second start does nothing', async () => {
  const seen: unknown[] = [];
  const ask: Ask = async (_, { onProgress }) => {
    onProgress({ stage: 'folder', done: 2, total: 50 });
    seen.push(store.getState().running);
    await store.getState().start();
    return MEASURED;
  };
  const store = setUp(ask);
  await store.getState().start();
  expect(seen).toHaveLength(8);
  expect(seen.at(-1)).toEqual({ index: 3, subjects: 4, progress: { stage: 'folder', done: 2, total: 50 } });
});

test('cancelled, it ends without a report', async () => {
  const ask = vi.fn<Ask>(
    (_, { signal }) =>
      new Promise<BenchMeasured>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new RequestAborted('cancelled')));
      }),
  );
  const store = setUp(ask);
  const ended = store.getState().start();
  store.getState().cancel();
  await ended;
  expect(ask).toHaveBeenCalledTimes(1);
  expect(store.getState()).toMatchObject({ running: null, report: null, cancelled: true });
});

const REQUEST: BenchRequest = {
  subject: { kind: 'engine', source: { kind: 'url', url: '/' }, backend: 'wasm' },
  amounts: null,
  samples: [],
};
const OPTIONS = { onProgress: () => {}, signal: new AbortController().signal };

/** A worker with one answer. */
function answering(answer: (id: number) => FromWorker<'bench'>) {
  const postMessage = vi.fn((message: ToWorker<'bench'>) =>
    queueMicrotask(() => {
      worker.dispatchEvent(new MessageEvent('message', { data: answer(message.id) }));
    }),
  );
  const worker = Object.assign(new EventTarget(), { postMessage, terminate: vi.fn() });
  return worker;
}

const measuring = () => answering((id) => ({ id, kind: 'bench', type: 'done', payload: MEASURED }));

test('a worker ends after its answer', async () => {
  const worker = measuring();
  expect(await askFreshWorker(() => worker)(REQUEST, OPTIONS)).toBe(MEASURED);
  expect(worker.terminate).toHaveBeenCalledTimes(1);
});

test('where threads do not start, another worker measures without; what else fails is not tried again', async () => {
  const threadless = measuring();
  const failing = (code: 'threads-failed' | 'gpu-lost') =>
    answering(() => ({ type: 'lost', error: { code, message: 'It failed.' } }));
  const workers = [failing('threads-failed'), threadless];
  expect(await askFreshWorker(() => workers.shift()!)(REQUEST, OPTIONS)).toBe(MEASURED);
  expect(threadless.postMessage.mock.lastCall?.[0]).toMatchObject({
    payload: { ...REQUEST, oneThread: true },
  });
  await expect(askFreshWorker(() => failing('gpu-lost'))(REQUEST, OPTIONS)).rejects.toThrow('It failed.');
});
