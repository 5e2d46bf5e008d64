/** The caption worker's side of the boundary to the picture worker. */
import type { PictureKind, Requests } from '../../core/protocol/index.ts';
import { ThreadFailure, type ThreadWorker, WorkerThread } from '../threads/worker-thread.ts';
import type { PictureReader } from './decode.ts';
import type { PicturePreparer } from './prepare.ts';

/** A second thread, so that a picture is decoded and resized while the runtime computes in this one. */
class PictureThread {
  readonly #start: () => ThreadWorker;
  #thread: WorkerThread<PictureKind>;

  /** The first thread starts at once, so that the first picture does not wait for it. */
  constructor(start: () => ThreadWorker) {
    this.#start = start;
    this.#thread = new WorkerThread(start());
  }

  /** @throws {ThreadFailure} for the picture; other errors where the thread died or none starts: the next request gets a fresh one. */
  async request<K extends PictureKind>(kind: K, payload: Requests[K]['in']): Promise<Requests[K]['out']> {
    if (this.#thread.isDead) this.#thread = new WorkerThread(this.#start());
    return this.#thread.request(kind, payload);
  }
}

/**
 * Reads in a second thread. When it dies, this one reads the pictures it left unread.
 *
 * @param start makes the thread.
 */
export function readInThread(start: () => ThreadWorker, readHere: PictureReader): PictureReader {
  const thread = new PictureThread(start);
  return (file, settings) =>
    unlessDead(thread.request('readPicture', { file, settings }), () => readHere(file, settings));
}

/** As `readInThread`, for the pictures of a collection. */
export function prepareInThread(start: () => ThreadWorker, prepareHere: PicturePreparer): PicturePreparer {
  const thread = new PictureThread(start);
  return (file, settings) =>
    unlessDead(thread.request('preparePicture', { file, settings }), () => prepareHere(file, settings));
}

async function unlessDead<T>(answer: Promise<T>, here: () => Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ThreadFailure) throw error;
    return here();
  }
}
