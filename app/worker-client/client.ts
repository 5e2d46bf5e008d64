import {
  type CollectionKind,
  type EngineKind,
  type FromWorker,
  type Kind,
  type LibraryKind,
  MESSAGE_KINDS,
  type Requests,
  type RunKind,
  type ToWorker,
  type WireError,
} from '../../core/protocol';
import { Renewal } from './renewal';
import { Watchdog } from './watchdog';

/** A failure in the worker; `wire` is the error as the worker sent it, its message fit for a person. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.wire = wire;
  }
}

/** What a cancelled request rejects with when it had no partial result. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

export interface RequestOptions<K extends Kind> {
  onProgress?: (progress: Requests[K]['progress']) => void;
  /** Asks the worker to stop at its next token; the request still gets its answer. */
  signal?: AbortSignal;
}

/** The page's side of the boundary to the worker that serves those kinds. Every request settles exactly once, also when the worker dies. */
export interface WorkerClient<Served extends Kind = EngineKind> {
  /** @throws {WorkerFailure} when the worker failed or died, {@link RequestAborted} when cancelled without a partial result. */
  request<K extends Served>(
    kind: K,
    payload: Requests[K]['in'],
    options?: RequestOptions<K>,
  ): Promise<Requests[K]['out']>;
  /** Calls the listener when the worker is gone, before its requests reject. Returns how to stop listening. */
  onLost(listener: (error: WireError) => void): () => void;
  /** Whether the worker has captioned so many pictures that it is to be replaced before the next one. */
  isWorn(): boolean;
  /** Replaces a worn worker, of which the listeners are told as of a lost one, unless a request is open. Whether it did. */
  renew(): boolean;
}

export type LibraryClient = WorkerClient<LibraryKind>;
export type CollectionClient = WorkerClient<CollectionKind>;
export type RunClient = WorkerClient<RunKind>;

/** As much of a `Worker` as the client uses. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

interface Pending<K extends Kind> {
  resolve: (out: Requests[K]['out']) => void;
  reject: (error: Error) => void;
  onProgress: (progress: Requests[K]['progress']) => void;
}

/** One table per kind, so that an answer and the promise that waits for it agree by type. */
type PendingTables = { [K in Kind]?: Map<number, Pending<K>> };

type MessageOf<K extends Kind, M> = Extract<M, { kind: K }>;
type Done = { [K in Kind]: Extract<MessageOf<K, FromWorker>, { type: 'done' }> };
type Progress = { [K in Kind]: Extract<MessageOf<K, FromWorker>, { type: 'progress' }> };
type One<Table extends Record<Kind, unknown>, K extends Kind> = { [P in K]: Table[P] }[K];

/**
 * @param createWorker makes a fresh worker. It is called for the first request, and for the first one after a
 * worker died: a worker that cannot start therefore fails its request instead of starting for ever. `alone`: an earlier
 * one failed to start its threads, so this one must start none.
 * @param name the worker in a sentence, e.g. `The captioning engine`.
 * @param maxPictures after which a worker is worn.
 */
export function createWorkerClient<Served extends Kind = EngineKind>(
  createWorker: (alone: boolean) => WorkerLike,
  name = 'The captioning engine',
  maxPictures = Number.POSITIVE_INFINITY,
): WorkerClient<Served> {
  const pending: PendingTables = {};
  /** The kinds of all pending requests, by id, oldest first. */
  const open = new Map<number, Kind>();
  const listeners = new Set<(error: WireError) => void>();
  const watchdog = new Watchdog(() => failAll(hung(name)));
  const renewal = new Renewal(maxPictures);
  let current: WorkerLike | null = null;
  let alone = false;
  let nextId = 1;

  function start(): WorkerLike {
    const worker = createWorker(alone);
    const whileCurrent = (act: () => void) => {
      if (worker === current) act();
    };
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) =>
      whileCurrent(() => {
        watchdog.observe(data);
        renewal.observe(data);
        receive(data);
        watchdog.restart([...open.values()]);
      }),
    );
    worker.addEventListener('error', ({ message }) =>
      whileCurrent(() => failAll(message === undefined ? notLoaded(name) : crashed(name, message))),
    );
    worker.addEventListener('messageerror', () =>
      whileCurrent(() => failAll(crashed(name, 'A message from the worker could not be read.'))),
    );
    return worker;
  }

  function receive(message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        report(message);
        break;
      case 'done':
        finish(message);
        break;
      case 'failed':
        take(message.kind, message.id)?.reject(new WorkerFailure(message.error));
        break;
      case 'aborted':
        take(message.kind, message.id)?.reject(new RequestAborted('The request was cancelled.'));
        break;
      case 'lost':
        failAll(message.error);
        break;
      case 'starting-threads':
        watchdog.threadsStart(message, () => failAll(blocked(name)));
        break;
      case 'threads-settled':
        watchdog.threadsSettled(message);
        break;
    }
  }

  function tableOf<K extends Kind>(kind: K): Map<number, Pending<K>> {
    const tables: { [P in K]?: Map<number, Pending<P>> } = pending;
    const table = tables[kind] ?? new Map<number, Pending<K>>();
    tables[kind] = table;
    return table;
  }

  function take<K extends Kind>(kind: K, id: number): Pending<K> | undefined {
    const table = tableOf(kind);
    const waiting = table.get(id);
    table.delete(id);
    open.delete(id);
    return waiting;
  }

  function report<K extends Kind>(message: One<Progress, K>): void {
    tableOf<K>(message.kind).get(message.id)?.onProgress(message.payload);
  }

  function finish<K extends Kind>(message: One<Done, K>): void {
    take<K>(message.kind, message.id)?.resolve(message.payload);
  }

  /**
   * Pending requests are removed first, because a listener may send requests to the next worker. The suspect is the
   * oldest queued request: it gets the error, the others get that the worker started over.
   */
  function failAll(error: WireError): void {
    current?.terminate();
    current = null;
    renewal.restart();
    alone ||= error.code === 'threads-failed';
    const suspect = [...open].find(([, kind]) => MESSAGE_KINDS[kind].queued !== 'never')?.[0];
    const failed = [...open].map(([id, kind]) => ({ id, waiting: take(kind, id) }));
    watchdog.stop();
    for (const listener of listeners) listener(error);
    for (const { id, waiting } of failed) {
      const isForAll = id === suspect || isEngineLost(error) || error.code === 'not-loaded';
      const reason = isForAll ? error : startedOver(name, error);
      waiting?.reject(new WorkerFailure(reason));
    }
  }

  function post<K extends Kind>(message: { id: number; kind: K; payload: Requests[K]['in'] }): void;
  function post(message: ToWorker): void {
    current ??= start();
    current.postMessage(message);
  }

  function request<K extends Kind>(
    kind: K,
    payload: Requests[K]['in'],
    { onProgress = () => {}, signal }: RequestOptions<K> = {},
  ): Promise<Requests[K]['out']> {
    const id = nextId++;
    let stuck: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      current?.postMessage({ id, kind: 'cancel' } satisfies ToWorker);
      stuck = setTimeout(() => failAll(hung(name)), watchdog.cancelTimeout);
    };
    const answer = new Promise<Requests[K]['out']>((resolve, reject) => {
      if (signal?.aborted) throw new RequestAborted('The request was cancelled.');
      tableOf(kind).set(id, { resolve, reject, onProgress });
      open.set(id, kind);
      post({ id, kind, payload });
      watchdog.restart([...open.values()]);
      signal?.addEventListener('abort', cancel);
    });
    return answer.finally(() => {
      clearTimeout(stuck);
      take(kind, id);
      signal?.removeEventListener('abort', cancel);
    });
  }

  function onLost(listener: (error: WireError) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function renew(): boolean {
    if (!renewal.isDue || open.size > 0) return false;
    failAll(replaced(name));
    return true;
  }

  return { request, onLost, isWorn: () => renewal.isDue, renew };
}

/** Whether the worker died during a request, which may succeed with the next worker. */
export function isEngineLost({ code }: WireError): boolean {
  return code === 'gpu-lost' || code === 'worker-crashed' || code === 'threads-failed';
}

function startedOver(name: string, { message }: WireError): WireError {
  return { code: 'worker-crashed', message: `${name} had to start over.`, detail: message };
}

function replaced(name: string): WireError {
  return { code: 'worker-replaced', message: `${name} starts anew, to free memory.` };
}

function hung(name: string): WireError {
  return { code: 'worker-crashed', message: `${name} no longer answered and was stopped.` };
}

function blocked(name: string): WireError {
  return { code: 'threads-failed', message: `${name} could not start its threads.` };
}

/** A script that cannot be loaded is an event without a message. */
function notLoaded(name: string): WireError {
  return {
    code: 'not-loaded',
    message: `${name} could not be loaded. Check the connection and try again. If that does not help, reload the page.`,
  };
}

function crashed(name: string, detail: string): WireError {
  return { code: 'worker-crashed', message: `${name} stopped unexpectedly.`, detail };
}
