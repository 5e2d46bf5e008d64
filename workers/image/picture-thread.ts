/** The caption worker's side of the boundary to the picture worker. */
import type { ErrorCode, FromWorker, PictureKind, Requests, WireError } from '../../core/protocol/index.ts';
import type { PictureReader } from './decode.ts';
import type { PicturePreparer } from './prepare.ts';

/** As much of a `Worker` as is used. */
export type PictureWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** A picture that the other thread could not read, with the code and the message of its error. */
class PictureFailure extends Error {
  override name = 'PictureFailure';
  readonly code: ErrorCode;
  constructor({ code, message, detail }: WireError) {
    super(message, detail === undefined ? {} : { cause: detail });
    this.code = code;
  }
}

interface Pending<K extends PictureKind> {
  resolve: (out: Requests[K]['out']) => void;
  reject: (reason: Error) => void;
}

type Done = { [K in PictureKind]: Extract<FromWorker<K>, { type: 'done' }> };

/** One table for each kind, so that an answer and the promise that waits for it agree by type. */
type PendingTables = { [K in PictureKind]: Map<number, Pending<K>> };

/** A second thread, so that a picture is decoded and resized while the runtime computes in this one. */
class PictureThread {
  readonly #pending: PendingTables = { readPicture: new Map(), preparePicture: new Map() };
  readonly #start: () => PictureWorker;
  #nextId = 1;
  #worker: PictureWorker | null;

  /** The first thread starts at once, so that the first picture does not wait for it. */
  constructor(start: () => PictureWorker) {
    this.#start = start;
    this.#worker = this.#open();
  }

  /** @throws {PictureFailure} for the picture, {Error} when the thread died: the next request gets a fresh one. */
  request<K extends PictureKind>(kind: K, payload: Requests[K]['in']): Promise<Requests[K]['out']> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#tableOf(kind).set(id, { resolve, reject });
      this.#worker ??= this.#open();
      this.#worker.postMessage({ id, kind, payload });
    });
  }

  #open(): PictureWorker {
    const worker = this.#start();
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker<PictureKind>>) =>
      this.#receive(data),
    );
    worker.addEventListener('error', (event) => {
      // It is handled here; unhandled it would become this worker's own error, and end it.
      event.preventDefault();
      this.#failAll(worker);
    });
    worker.addEventListener('messageerror', () => this.#failAll(worker));
    return worker;
  }

  /** Nothing else is sent: pictures are not cancelled, and have no progress. */
  #receive(message: FromWorker<PictureKind>): void {
    if (message.type === 'done') this.#finish(message);
    if (message.type === 'failed') {
      this.#take(message.kind, message.id)?.reject(new PictureFailure(message.error));
    }
  }

  #finish<K extends PictureKind>(message: { [P in K]: Done[P] }[K]): void {
    this.#take<K>(message.kind, message.id)?.resolve(message.payload);
  }

  #failAll(worker: PictureWorker): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = null;
    const failed = Object.values(this.#pending).flatMap((table) => [...table.values()]);
    for (const table of Object.values(this.#pending)) table.clear();
    for (const { reject } of failed) reject(new Error('The thread that reads pictures died.'));
  }

  #take<K extends PictureKind>(kind: K, id: number): Pending<K> | undefined {
    const table = this.#tableOf(kind);
    const waiting = table.get(id);
    table.delete(id);
    return waiting;
  }

  #tableOf<K extends PictureKind>(kind: K): Map<number, Pending<K>> {
    const tables: { [P in K]: Map<number, Pending<P>> } = this.#pending;
    return tables[kind];
  }
}

/**
 * Reads in a second thread. When it dies, this one reads the pictures it left unread.
 *
 * @param start makes the thread.
 */
export function readInThread(start: () => PictureWorker, readHere: PictureReader): PictureReader {
  const thread = new PictureThread(start);
  return (file, settings) =>
    unlessDead(thread.request('readPicture', { file, settings }), () => readHere(file, settings));
}

/** As `readInThread`, for the pictures of a collection. */
export function prepareInThread(start: () => PictureWorker, prepareHere: PicturePreparer): PicturePreparer {
  const thread = new PictureThread(start);
  return (file, settings) =>
    unlessDead(thread.request('preparePicture', { file, settings }), () => prepareHere(file, settings));
}

async function unlessDead<T>(answer: Promise<T>, here: () => Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PictureFailure) throw error;
    return here();
  }
}
