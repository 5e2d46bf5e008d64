/** A worker that another worker starts: the asking side of the boundary between them. */
import type { ErrorCode, FromWorker, Kind, Requests, WireError } from '../../core/protocol/index.ts';

/** As much of a `Worker` as is used. */
export type ThreadWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** A request that failed in the other thread, with the code and the message of its error. */
export class ThreadFailure extends Error {
  override name = 'ThreadFailure';
  readonly code: ErrorCode;
  constructor({ code, message, detail }: WireError) {
    super(message, detail === undefined ? {} : { cause: detail });
    this.code = code;
  }
}

/** The thread is gone, and with it its requests. */
export class ThreadDied extends Error {
  override name = 'ThreadDied';
  readonly code = 'worker-crashed' satisfies ErrorCode;
}

interface Pending<K extends Kind> {
  resolve: (out: Requests[K]['out']) => void;
  reject: (reason: Error) => void;
}

/** One table for each kind, so that an answer and the promise that waits for it agree by type. */
type PendingTables = { [K in Kind]?: Map<number, Pending<K>> };

type Done = { [K in Kind]: Extract<FromWorker<K>, { type: 'done' }> };

/** Progress is not heard, and nothing is cancelled: a thread whose answers nobody waits for is closed. */
export class WorkerThread<Served extends Kind> {
  readonly #pending: PendingTables = {};
  readonly #worker: ThreadWorker;
  #nextId = 1;
  #isDead = false;

  constructor(worker: ThreadWorker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      // It is handled here; unhandled it would become this worker's own error, and end it.
      event.preventDefault();
      this.close(event.message);
    });
    worker.addEventListener('messageerror', () => this.close());
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** @throws {ThreadFailure} what the thread answered, {ThreadDied} when it died meanwhile or before. */
  request<K extends Served>(kind: K, payload: Requests[K]['in']): Promise<Requests[K]['out']> {
    if (this.#isDead) return Promise.reject(new ThreadDied('The thread has ended.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#tableOf(kind).set(id, { resolve, reject });
      this.#worker.postMessage({ id, kind, payload });
    });
  }

  /** Ends the thread. Its requests reject. */
  close(cause?: string): void {
    this.#isDead = true;
    this.#worker.terminate();
    for (const table of Object.values(this.#pending)) {
      const pending = [...table.values()];
      table.clear();
      for (const { reject } of pending) reject(new ThreadDied('A thread ended unexpectedly.', { cause }));
    }
  }

  #receive(message: FromWorker): void {
    if (message.type === 'done') this.#finish(message);
    if (message.type === 'failed') {
      this.#take(message.kind, message.id)?.reject(new ThreadFailure(message.error));
    }
    if (message.type === 'lost') this.close(message.error.detail ?? message.error.message);
  }

  #finish<K extends Kind>(message: { [P in K]: Done[P] }[K]): void {
    this.#take<K>(message.kind, message.id)?.resolve(message.payload);
  }

  #take<K extends Kind>(kind: K, id: number): Pending<K> | undefined {
    const table = this.#tableOf(kind);
    const waiting = table.get(id);
    table.delete(id);
    return waiting;
  }

  #tableOf<K extends Kind>(kind: K): Map<number, Pending<K>> {
    const tables: { [P in K]?: Map<number, Pending<P>> } = this.#pending;
    const table = tables[kind] ?? new Map<number, Pending<K>>();
    tables[kind] = table;
    return table;
  }
}
