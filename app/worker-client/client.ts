import type {
  EngineKind,
  FromWorker,
  Kind,
  LibraryKind,
  Requests,
  ToWorker,
  WireError,
} from '../../core/protocol';
import { Patience } from './watchdog';

/** A failure that crossed the seam; `wire` is the error as the worker sent it, its message fit for a person. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.wire = wire;
  }
}

/** What a cancelled request rejects with when nothing had come. */
export class RequestAborted extends Error {
  override readonly name = 'RequestAborted';
}

export interface RequestOptions<K extends Kind> {
  onProgress?: (progress: Requests[K]['progress']) => void;
  /** Asks the worker to stop at its next token; the request still gets its answer. */
  signal?: AbortSignal;
}

/** The page's side of the seam to the worker that serves those kinds. Every request settles exactly once, also when the worker dies. */
export interface WorkerClient<Served extends Kind = EngineKind> {
  /** @throws {WorkerFailure} when the worker failed or died, {@link RequestAborted} when cancelled with nothing to show. */
  request<K extends Served>(
    kind: K,
    payload: Requests[K]['in'],
    options?: RequestOptions<K>,
  ): Promise<Requests[K]['out']>;
  /** Tells that the worker is gone and why, before its requests reject. Returns the way to stop listening. */
  onLost(listener: (error: WireError) => void): () => void;
}

export type LibraryClient = WorkerClient<LibraryKind>;

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
 * worker died: a worker that cannot start therefore fails its request instead of starting for ever.
 * @param called what the worker is in a sentence, e.g. `The captioning engine`.
 */
export function createWorkerClient<Served extends Kind = EngineKind>(
  createWorker: () => WorkerLike,
  called = 'The captioning engine',
): WorkerClient<Served> {
  const pending: PendingTables = {};
  /** The kinds of all that is pending, by id, oldest first. */
  const open = new Map<number, Kind>();
  const listeners = new Set<(error: WireError) => void>();
  const patience = new Patience(() => bury(hung(called)));
  let current: WorkerLike | null = null;
  let nextId = 1;

  function start(): WorkerLike {
    const worker = createWorker();
    const whileCurrent = (act: () => void) => {
      if (worker === current) act();
    };
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) =>
      whileCurrent(() => {
        patience.hear(data);
        receive(data);
        patience.restart([...open.values()]);
      }),
    );
    worker.addEventListener('error', ({ message }) => whileCurrent(() => bury(crashed(called, message))));
    worker.addEventListener('messageerror', () =>
      whileCurrent(() => bury(crashed(called, 'A message from the worker could not be read.'))),
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
        bury(message.error);
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
   * The orphans are taken out first: a listener may well ask the next worker for something. What was at fault is the
   * oldest of those that take turns; the others are told that the worker is gone.
   */
  function bury(error: WireError): void {
    current?.terminate();
    current = null;
    const culprit = [...open].find(([, kind]) => TAKE_TURNS.has(kind))?.[0];
    const orphans = [...open].map(([id, kind]) => ({ id, waiting: take(kind, id) }));
    patience.restart([]);
    for (const listener of listeners) listener(error);
    for (const { id, waiting } of orphans) {
      const reason = id === culprit || isLoss(error) ? error : startedOver(called, error);
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
      stuck = setTimeout(() => bury(hung(called)), patience.forCancel);
    };
    const answer = new Promise<Requests[K]['out']>((resolve, reject) => {
      if (signal?.aborted) throw new RequestAborted('The request was cancelled.');
      tableOf(kind).set(id, { resolve, reject, onProgress });
      open.set(id, kind);
      post({ id, kind, payload });
      patience.restart([...open.values()]);
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

  return { request, onLost };
}

/** The worker answers these one after the other, and the rest beside them. */
const TAKE_TURNS: ReadonlySet<Kind> = new Set<Kind>([
  'load',
  'matcher',
  'caption',
  'explain',
  'judge',
  'testMap',
  'bench',
  'timeProducts',
]);

/** Whether the worker went away under a request, which may well succeed with the next one. */
export function isLoss({ code }: WireError): boolean {
  return code === 'gpu-lost' || code === 'worker-crashed';
}

function startedOver(called: string, { message }: WireError): WireError {
  return { code: 'worker-crashed', message: `${called} had to start over.`, detail: message };
}

function hung(called: string): WireError {
  return { code: 'worker-crashed', message: `${called} no longer answered and was stopped.` };
}

function crashed(called: string, detail: string): WireError {
  return { code: 'worker-crashed', message: `${called} stopped unexpectedly.`, detail };
}
