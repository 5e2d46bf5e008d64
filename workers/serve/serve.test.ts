import { expect, expectTypeOf, test, vi } from 'vitest';
import type {
  CaptionRun,
  EngineKind,
  FromWorker,
  Kind,
  LoadedModel,
  ToWorker,
} from '../../core/protocol/index.ts';
import { GENERATION_DEFAULTS } from '../../core/settings/index.ts';
import { StorageError } from '../storage/errors.ts';
import { createServer, type Handlers, type ReplyOf } from './serve.ts';

const MODEL: LoadedModel = {
  id: 'a/b',
  backend: 'wasm',
  device: '1 thread',
  fallbacks: [],
  slowGpu: null,
  dtype: 'q8',
  bytes: 1,
  capabilities: ['caption'],
  grid: [2, 2],
  layers: 1,
  heads: 1,
  maxLength: 20,
  defaults: { ...GENERATION_DEFAULTS, prompt: '' },
};
const LOAD = { source: { kind: 'url', url: 'https://example.test/models/' }, backend: 'auto' } as const;
const ATTENTION = { runId: 'r', caption: 0, layer: null, head: null };
const RUN: CaptionRun = {
  captions: [],
  ms: { image: 1, encode: 1, firstToken: 1, decode: 1, match: null, total: 1 },
  matchError: null,
};

/** The part of a reply that all kinds have. */
type Reply = Pick<ReplyOf<Kind>, 'id' | 'kind' | 'type'>;

/** Stands for the `lost` message in the order of replies. */
const LOST: Reply = { id: 0, kind: 'load', type: 'failed' };

/** A server with the test's handlers, and everything it posts. */
function setUp(handlers: Partial<Handlers<EngineKind>>) {
  const unexpected = async () => {
    throw new Error('unexpected request');
  };
  const said: Reply[] = [];
  const transfers: ArrayBuffer[][] = [];
  const postMessage = <K extends Kind>(message: ReplyOf<K>, transfer: ArrayBuffer[]) => {
    said.push(message);
    transfers.push(transfer);
  };
  const all = {
    load: unexpected,
    matcher: unexpected,
    caption: unexpected,
    prefetch: unexpected,
    attention: unexpected,
    explain: unexpected,
    scoreText: unexpected,
    matchText: unexpected,
    embed: unexpected,
    testMap: unexpected,
    answerer: unexpected,
    answer: unexpected,
    explainAnswer: unexpected,
    timeMatmuls: unexpected,
    ...handlers,
  };
  const onBroken = vi.fn(() => void said.push(LOST));
  return { serve: createServer(all, { postMessage }, onBroken), said, transfers, onBroken };
}

const load = (id: number): ToWorker<EngineKind> => ({ id, kind: 'load', payload: LOAD });
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A promise that the test resolves. */
function gate<T>() {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('replies have the types of the protocol', () => {
  expectTypeOf<ReplyOf<Kind>>().toExtend<FromWorker>();
  expectTypeOf<Exclude<FromWorker, ReplyOf<Kind>>>().toExtend<{
    type: 'lost' | 'starting-threads' | 'threads-settled';
  }>();
});

test('progress, then done, with the transferred buffers', async () => {
  const map = new Float32Array([1, 2]);
  const { serve, said, transfers } = setUp({
    load: async (_, { progress }) => {
      progress({ phase: 'model', loadedBytes: 1, totalBytes: 2 });
      throw new StorageError('offline', 'No connection.', { cause: 'ECONNREFUSED' });
    },
    attention: async () => ({ value: [map], transfer: [map.buffer] }),
  });
  serve({ id: 1, kind: 'attention', payload: ATTENTION });
  await settled();
  serve(load(2));
  await settled();
  expect(said).toEqual([
    { id: 1, kind: 'attention', type: 'done', payload: [map] },
    { id: 2, kind: 'load', type: 'progress', payload: { phase: 'model', loadedBytes: 1, totalBytes: 2 } },
    {
      id: 2,
      kind: 'load',
      type: 'failed',
      error: { code: 'offline', message: 'No connection.', detail: 'ECONNREFUSED' },
    },
  ]);
  expect(transfers[0]).toEqual([map.buffer]);
});

test('loads and captions wait for each other, attention does not', async () => {
  const loading = gate<{ value: LoadedModel }>();
  const caption = vi.fn(async () => ({ value: RUN }));
  const { serve, said } = setUp({
    load: () => loading.promise,
    caption,
    attention: async () => ({ value: null }),
  });
  const settings = { ...MODEL.defaults, method: 'greedy', seed: 0 } as const;
  serve(load(1));
  serve({ id: 2, kind: 'caption', payload: { runId: 'r', picture: new Blob(), masked: [], settings } });
  serve({ id: 3, kind: 'attention', payload: ATTENTION });
  await settled();
  expect(said).toEqual([{ id: 3, kind: 'attention', type: 'done', payload: null }]);
  expect(caption).not.toHaveBeenCalled();
  loading.open({ value: MODEL });
  await settled();
  expect(said.map((message) => message.id)).toEqual([3, 1, 2]);
});

test('a failed request does not fail the next one', async () => {
  const handler = vi.fn<Handlers<EngineKind>['load']>();
  handler.mockRejectedValueOnce(new Error('boom'));
  handler.mockResolvedValueOnce({ value: MODEL });
  const { serve, said } = setUp({ load: handler });
  serve(load(1));
  serve(load(2));
  await settled();
  expect(said.map(({ id, type }) => [id, type])).toEqual([
    [1, 'failed'],
    [2, 'done'],
  ]);
});

test.each([
  ['a heap that could not grow', new Error('std::bad_alloc'), 'out-of-memory'],
  ['a module that trapped', new WebAssembly.RuntimeError('unreachable'), 'worker-crashed'],
])('%s is reported as lost, before the answer', async (_, error, code) => {
  const { serve, said, onBroken } = setUp({ load: () => Promise.reject(error) });
  serve(load(1));
  await settled();
  expect(onBroken).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code }));
  expect(said).toMatchObject([LOST, { id: 1, type: 'failed', error: { code } }]);
});

test('a failure that the runtime survives fails only its request', async () => {
  const { serve, onBroken } = setUp({ load: () => Promise.reject(new Error('boom')) });
  serve(load(1));
  await settled();
  expect(onBroken).not.toHaveBeenCalled();
});

test('a cancelled request is aborted, running or waiting, and answered once', async () => {
  const { serve, said } = setUp({ load: (_, { signal }) => untilAborted(signal) });
  serve(load(1));
  serve(load(2));
  await settled();
  serve({ id: 2, kind: 'cancel' });
  await settled();
  expect(said).toEqual([{ id: 2, kind: 'load', type: 'aborted' }]);
  serve({ id: 1, kind: 'cancel' });
  serve({ id: 1, kind: 'cancel' });
  await settled();
  expect(said.slice(1)).toEqual([{ id: 1, kind: 'load', type: 'aborted' }]);
});

test('a cancelled request with a partial result is done', async () => {
  const { serve, said } = setUp({
    load: async (_, { signal }) => {
      await untilAborted(signal).catch(() => {});
      return { value: MODEL };
    },
  });
  serve(load(1));
  await settled();
  serve({ id: 1, kind: 'cancel' });
  await settled();
  expect(said).toMatchObject([{ id: 1, type: 'done', payload: MODEL }]);
});

test('an abort without a cancel is a failure', async () => {
  const { serve, said } = setUp({
    load: async () => {
      throw new DOMException('The connection was reset.', 'AbortError');
    },
  });
  serve(load(1));
  await settled();
  expect(said).toMatchObject([{ id: 1, type: 'failed', error: { code: 'unknown' } }]);
});

test('an answer that cannot be sent is a failure', async () => {
  const postMessage = vi.fn<(message: Reply) => void>().mockImplementationOnce(() => {
    throw new DOMException('could not be cloned', 'DataCloneError');
  });
  const serve = createServer(
    {
      load: async () => ({ value: MODEL }),
      matcher: async () => ({ value: null }),
      caption: async () => ({ value: RUN }),
      prefetch: async () => ({ value: null }),
      attention: async () => ({ value: null }),
      explain: () => Promise.reject(new Error('unexpected request')),
      scoreText: () => Promise.reject(new Error('unexpected request')),
      matchText: () => Promise.reject(new Error('unexpected request')),
      embed: () => Promise.reject(new Error('unexpected request')),
      testMap: () => Promise.reject(new Error('unexpected request')),
      answerer: () => Promise.reject(new Error('unexpected request')),
      answer: () => Promise.reject(new Error('unexpected request')),
      explainAnswer: () => Promise.reject(new Error('unexpected request')),
      timeMatmuls: () => Promise.reject(new Error('unexpected request')),
    },
    { postMessage },
  );
  serve(load(1));
  await settled();
  expect(postMessage.mock.lastCall?.[0]).toMatchObject({ id: 1, type: 'failed' });
});
