import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import type {
  EngineKind,
  FromWorker,
  Library,
  LibraryKind,
  LoadedModel,
  RunKind,
  ToWorker,
} from '../../core/protocol';
import { DEFAULT_SETTINGS } from '../../core/settings';
import { record } from '../features/collection/testing';
import { MODEL, runOf } from '../test/scene';
import { createWorkerClient, isEngineLost, RequestAborted, type WorkerClient, WorkerFailure } from './client';
import { picturesPerWorker } from './renewal';
import { MIN_CANCEL, MIN_SILENCE } from './watchdog';

const LOAD = { source: { kind: 'url', url: 'https://example.test/models/' }, backend: 'auto' } as const;
const PICTURE = { id: 'p', file: new Blob(), masked: [] };
const CAPTION = {
  runId: 'r',
  picture: PICTURE.file,
  masked: [],
  settings: { ...MODEL.defaults, method: 'nucleus', seed: 1 },
} as const;
const GPU_LOST = { code: 'gpu-lost', message: 'The GPU stopped.' } as const;

afterEach(() => {
  vi.useRealTimers();
});

/** A worker whose other side is the test. */
class TestWorker extends EventTarget {
  readonly posted: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker) {
    this.posted.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  say(message: FromWorker) {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
  crash(message: string) {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
  /** The script could not be loaded: no error was thrown in it. */
  neverStart() {
    this.dispatchEvent(new Event('error'));
  }
}

function setUp() {
  const workers: TestWorker[] = [];
  const alone: boolean[] = [];
  const client = createWorkerClient((isAlone) => {
    const worker = new TestWorker();
    workers.push(worker);
    alone.push(isAlone);
    return worker;
  });
  return { client, workers, alone };
}

test('an answer has the type its request promises', () => {
  const { client } = setUp();
  expectTypeOf(client.request<'load'>).returns.resolves.toEqualTypeOf<LoadedModel>();
  expectTypeOf<WorkerClient<LibraryKind>['request']>().parameter(0).toEqualTypeOf<LibraryKind>();
  const library = createWorkerClient<LibraryKind>(() => new TestWorker());
  expectTypeOf(library.request<'library'>).returns.resolves.toEqualTypeOf<Library>();
});

test('the error about a dead worker has its name', async () => {
  const worker = new TestWorker();
  const client = createWorkerClient<LibraryKind>(() => worker, 'The keeper of models');
  const answer = client.request('library', null);
  worker.crash('boom');
  await expect(answer).rejects.toThrow('The keeper of models stopped unexpectedly.');
});

describe('a worker that starts threads', () => {
  const LIMIT = 10_000;

  test('and is blocked by that is replaced, and the load fails for its threads', async () => {
    vi.useFakeTimers();
    const { client, workers, alone } = setUp();
    const lost = vi.fn();
    client.onLost(lost);
    const load = client.request('load', LOAD);
    workers[0]!.say({ type: 'starting-threads', step: 1, withinMs: LIMIT });
    const failed = expect(load).rejects.toMatchObject({ wire: { code: 'threads-failed' } });
    vi.advanceTimersByTime(LIMIT - 1);
    expect(workers[0]!.terminated).toBe(false);
    vi.advanceTimersByTime(1);
    await failed;
    expect(workers[0]!.terminated).toBe(true);
    expect(lost).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'threads-failed' }));
    void client.request('load', { ...LOAD, oneThread: true });
    vi.advanceTimersByTime(100 * LIMIT);
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(alone, 'the next one starts no threads').toEqual([false, true]);
  });

  test.each<[string, (worker: TestWorker) => void]>([
    ['says that they settled', (worker) => worker.say({ type: 'threads-settled', step: 1 })],
    ['is lost before', (worker) => worker.say({ type: 'lost', error: GPU_LOST })],
  ])('and %s is given all the time that the download takes', async (_, then) => {
    vi.useFakeTimers();
    const { client, workers } = setUp();
    const lost = vi.fn();
    client.onLost(lost);
    client.request('load', LOAD).catch(() => {});
    workers[0]!.say({ type: 'starting-threads', step: 1, withinMs: LIMIT });
    then(workers[0]!);
    lost.mockClear();
    vi.advanceTimersByTime(100 * LIMIT);
    expect(lost).not.toHaveBeenCalled();
  });

  test('and is blocked while others work fails them for the same reason, so that they are tried again', async () => {
    vi.useFakeTimers();
    const { client, workers } = setUp();
    const answers = [
      client.request('caption', CAPTION),
      client.request('scoreText', { picture: PICTURE, text: 'a dog' }),
    ];
    workers[0]!.say({ type: 'starting-threads', step: 1, withinMs: LIMIT });
    const failed = answers.map((each) =>
      expect(each).rejects.toSatisfy(({ wire }: WorkerFailure) => isEngineLost(wire)),
    );
    vi.advanceTimersByTime(LIMIT);
    await Promise.all(failed);
  });
});

test('progress reaches its own request, then done resolves it', async () => {
  const { client, workers } = setUp();
  const progress = vi.fn();
  const answer = client.request('load', LOAD, { onProgress: progress });
  const [worker] = workers;
  expect(worker!.posted).toEqual([{ id: 1, kind: 'load', payload: LOAD }]);
  const step = { phase: 'model', loadedBytes: 5, totalBytes: 10 } as const;
  worker!.say({ id: 1, kind: 'load', type: 'progress', payload: step });
  worker!.say({ id: 99, kind: 'load', type: 'progress', payload: { ...step, loadedBytes: 9 } });
  worker!.say({ id: 1, kind: 'load', type: 'done', payload: MODEL });
  await expect(answer).resolves.toBe(MODEL);
  expect(progress.mock.calls).toEqual([[step]]);
});

test('a second answer to the same request changes nothing', async () => {
  const { client, workers } = setUp();
  const answer = client.request('load', LOAD);
  workers[0]!.say({ id: 1, kind: 'load', type: 'done', payload: MODEL });
  workers[0]!.say({ id: 1, kind: 'load', type: 'failed', error: GPU_LOST });
  workers[0]!.say({ id: 1, kind: 'load', type: 'done', payload: { ...MODEL, id: 'another' } });
  await expect(answer).resolves.toBe(MODEL);
});

test('a failure keeps its code and detail', async () => {
  const { client, workers } = setUp();
  const answer = client.request('load', LOAD);
  const error = { code: 'model-corrupt', message: 'The model is damaged.', detail: 'sha256' } as const;
  workers[0]!.say({ id: 1, kind: 'load', type: 'failed', error });
  await expect(answer).rejects.toMatchObject({ wire: error, message: error.message });
});

test('cancelling posts once and waits for the answer', async () => {
  const { client, workers } = setUp();
  const abort = new AbortController();
  const answer = client.request('load', LOAD, { signal: abort.signal });
  abort.abort();
  expect(workers[0]!.posted.at(-1)).toEqual({ id: 1, kind: 'cancel' });
  workers[0]!.say({ id: 1, kind: 'load', type: 'aborted' });
  await expect(answer).rejects.toBeInstanceOf(RequestAborted);
});

test('a worker that does not answer a cancel is terminated; one that does is not', async () => {
  vi.useFakeTimers();
  const { client, workers } = setUp();
  const abort = new AbortController();
  const answer = client.request('load', LOAD, { signal: abort.signal });
  abort.abort();
  vi.advanceTimersByTime(MIN_CANCEL - 1);
  expect(workers[0]!.terminated).toBe(false);
  vi.advanceTimersByTime(1);
  await expect(answer).rejects.toMatchObject({ wire: { code: 'worker-crashed' } });
  expect(workers[0]!.terminated).toBe(true);

  const second = new AbortController();
  const next = client.request('load', LOAD, { signal: second.signal });
  second.abort();
  workers[1]!.say({ id: 2, kind: 'load', type: 'aborted' });
  await expect(next).rejects.toBeInstanceOf(RequestAborted);
  vi.advanceTimersByTime(2 * MIN_CANCEL);
  expect(workers[1]!.terminated).toBe(false);
});

test('a worker whose script cannot be loaded says so to every request; the next one gets a fresh worker', async () => {
  const { client, workers } = setUp();
  const answers = [client.request('load', LOAD), client.request('caption', CAPTION)];
  workers[0]!.neverStart();
  for (const answer of answers)
    await expect(answer).rejects.toMatchObject({
      wire: { code: 'not-loaded', message: expect.stringContaining('could not be loaded') },
    });
  void client.request('load', LOAD);
  expect(workers).toHaveLength(2);
});

test('a silent run counts as crashed; every message restarts the watchdog', async () => {
  vi.useFakeTimers();
  const { client, workers } = setUp();
  const answer = client.request('caption', CAPTION);
  vi.advanceTimersByTime(MIN_SILENCE - 1);
  workers[0]!.say({ id: 1, kind: 'caption', type: 'progress', payload: { type: 'encoded' } });
  vi.advanceTimersByTime(MIN_SILENCE - 1);
  expect(workers[0]!.terminated).toBe(false);
  vi.advanceTimersByTime(1);
  await expect(answer).rejects.toMatchObject({
    wire: {
      code: 'worker-crashed',
      message: 'The captioning engine no longer answered and was stopped.',
    },
  });
  expect(workers[0]!.terminated).toBe(true);
});

test('a run that hangs while the next pictures are read is noticed', async () => {
  vi.useFakeTimers();
  const { client, workers } = setUp();
  const answer = client.request('caption', CAPTION);
  const prefetched = client.request('prefetch', [PICTURE]);
  vi.advanceTimersByTime(MIN_SILENCE);
  await expect(answer).rejects.toMatchObject({ wire: { code: 'worker-crashed' } });
  await expect(prefetched).rejects.toMatchObject({ wire: { code: 'worker-crashed' } });
  expect(workers[0]!.terminated).toBe(true);
});

test('the watchdog does not count while nothing is pending', async () => {
  vi.useFakeTimers();
  const { client, workers } = setUp();
  const answer = client.request('attention', { runId: 'r', caption: 0, layer: null, head: null });
  workers[0]!.say({ id: 1, kind: 'attention', type: 'done', payload: null });
  await answer;
  vi.advanceTimersByTime(10 * MIN_SILENCE);
  expect(workers[0]!.terminated).toBe(false);
});

test('a request that was cancelled beforehand never reaches the worker', async () => {
  const { client, workers } = setUp();
  await expect(client.request('load', LOAD, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(
    RequestAborted,
  );
  expect(workers).toHaveLength(0);
});

test('cancelling after the answer posts nothing', async () => {
  const { client, workers } = setUp();
  const abort = new AbortController();
  const answer = client.request('load', LOAD, { signal: abort.signal });
  workers[0]!.say({ id: 1, kind: 'load', type: 'done', payload: MODEL });
  await answer;
  abort.abort();
  expect(workers[0]!.posted).toHaveLength(1);
});

test.each([
  ['an error event', (worker: TestWorker) => worker.crash('boom'), 'worker-crashed'],
  [
    'an unreadable message',
    (worker: TestWorker) => worker.dispatchEvent(new Event('messageerror')),
    'worker-crashed',
  ],
  ['a lost GPU', (worker: TestWorker) => worker.say({ type: 'lost', error: GPU_LOST }), 'gpu-lost'],
])('%s rejects all that is pending; the next request gets a fresh worker', async (_, kill, code) => {
  const { client, workers } = setUp();
  const lost = vi.fn();
  client.onLost(lost);
  const load = client.request('load', LOAD);
  const maps = client.request('attention', { runId: 'r', caption: 0, layer: null, head: null });
  kill(workers[0]!);
  await expect(load).rejects.toBeInstanceOf(WorkerFailure);
  await expect(maps).rejects.toMatchObject({ wire: { code } });
  expect(lost).toHaveBeenCalledTimes(1);
  expect(workers[0]!.terminated).toBe(true);

  const again = client.request('load', LOAD);
  expect(workers).toHaveLength(2);
  workers[0]!.say({ id: 3, kind: 'load', type: 'done', payload: { ...MODEL, id: 'from the dead' } });
  workers[1]!.say({ id: 3, kind: 'load', type: 'done', payload: MODEL });
  await expect(again).resolves.toBe(MODEL);
});

test('when a worker runs out of memory, the running request gets that error and the others that it started over', async () => {
  const { client, workers } = setUp();
  const error = { code: 'out-of-memory', message: 'There is not enough memory.' } as const;
  const maps = client.request('attention', { runId: 'r', caption: 0, layer: null, head: null });
  const scored = client.request('scoreText', { picture: PICTURE, text: 'a dog' });
  const captioned = client.request('caption', CAPTION);
  workers[0]!.say({ type: 'lost', error });
  await expect(scored).rejects.toMatchObject({ wire: error });
  await expect(maps).rejects.toMatchObject({ wire: { code: 'worker-crashed' } });
  await expect(captioned).rejects.toMatchObject({
    wire: {
      code: 'worker-crashed',
      message: 'The captioning engine had to start over.',
      detail: error.message,
    },
  });
});

test('a message that cannot be sent rejects its request', async () => {
  const client = createWorkerClient(() => {
    const worker = new TestWorker();
    worker.postMessage = () => {
      throw new DOMException('could not be cloned', 'DataCloneError');
    };
    return worker;
  });
  await expect(client.request('load', LOAD)).rejects.toThrow('could not be cloned');
});

describe('a worker that captions a few pictures at most', () => {
  function setUpWorn() {
    const workers: TestWorker[] = [];
    const create = () => {
      const worker = new TestWorker();
      workers.push(worker);
      return worker;
    };
    const client = createWorkerClient<EngineKind | RunKind>(create, 'The engine', 2);
    const lost: string[] = [];
    client.onLost(({ code }) => lost.push(code));
    let id = 0;
    const caption = async () => {
      const answer = client.request('caption', CAPTION);
      workers.at(-1)!.say({ id: ++id, kind: 'caption', type: 'done', payload: runOf() });
      await answer;
    };
    return { client, workers, lost, caption };
  }

  test('is worn then, and replaced when it is asked for', async () => {
    const { client, workers, lost, caption } = setUpWorn();
    await caption();
    expect([client.isWorn(), client.renew()]).toEqual([false, false]);
    await caption();
    expect([client.isWorn(), client.renew()]).toEqual([true, true]);
    expect(workers[0]!.terminated).toBe(true);
    expect(lost).toEqual(['worker-replaced']);
    await caption();
    expect(workers).toHaveLength(2);
    expect(client.isWorn()).toBe(false);
  });

  test('stays while a request is open', async () => {
    const { client, workers, caption } = setUpWorn();
    await caption();
    await caption();
    const answer = client.request('attention', { runId: 'r', caption: 0, layer: null, head: null });
    expect(client.renew()).toBe(false);
    workers[0]!.say({ id: 3, kind: 'attention', type: 'done', payload: null });
    expect(await answer).toBeNull();
    expect(client.renew()).toBe(true);
  });

  test('pictures that are matched and embedded count', async () => {
    const { client, workers } = setUpWorn();
    const match = client.request('matchText', { picture: PICTURE, text: 'a dog' });
    workers[0]!.say({ id: 1, kind: 'matchText', type: 'done', payload: { probability: 0.5, cosine: null } });
    await match;
    expect(client.isWorn()).toBe(false);
    const embedded = client.request('embed', { kind: 'picture', picture: PICTURE });
    workers[0]!.say({ id: 2, kind: 'embed', type: 'done', payload: new Float32Array(2) });
    await embedded;
    expect(client.isWorn()).toBe(true);
  });

  test('the pictures of a folder count', () => {
    const { client, workers } = setUpWorn();
    const source = { kind: 'files', name: 'Trip', files: [] } as const;
    const run = { collection: 'c', source, settings: DEFAULT_SETTINGS, paths: null };
    void client.request('runCollection', run);
    const records = [record('a.jpg'), record('b.jpg')];
    const payload = { done: 2, total: 9, failed: 0, perSecond: null, records };
    workers[0]!.say({ id: 1, kind: 'runCollection', type: 'progress', payload });
    expect(client.isWorn()).toBe(true);
  });
});

test('only WebKit wears its workers', () => {
  expect(picturesPerWorker({ vendor: 'Google Inc.' })).toBe(Number.POSITIVE_INFINITY);
  expect(picturesPerWorker({ vendor: '' })).toBe(Number.POSITIVE_INFINITY);
  expect(picturesPerWorker({ vendor: 'Apple Computer, Inc.' })).toBe(200);
});
