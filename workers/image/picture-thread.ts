/** The caption worker's side of the boundary to the picture worker. */
import type {
  ErrorCode,
  FromWorker,
  ImageSettings,
  PictureKind,
  ReadPicture,
  ToWorker,
  WireError,
} from '../../core/protocol/index.ts';
import type { PictureReader } from './decode.ts';

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

interface Pending {
  resolve: (picture: ReadPicture) => void;
  reject: (reason: Error) => void;
}

/**
 * Reads in a second thread, so that a picture is decoded and resized while the runtime computes in this one. When that
 * thread dies, this one reads the pictures it left unread, and the next picture gets a fresh thread.
 *
 * @param start makes the thread; the first one starts at once, so that the first picture does not wait for it.
 */
export function readInThread(start: () => PictureWorker, readHere: PictureReader): PictureReader {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let thread: PictureWorker | null = open();

  function open(): PictureWorker {
    const worker = start();
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker<PictureKind>>) => receive(data));
    worker.addEventListener('error', (event) => {
      // It is handled here; unhandled it would become this worker's own error, and end it.
      event.preventDefault();
      failAll(worker);
    });
    worker.addEventListener('messageerror', () => failAll(worker));
    return worker;
  }

  /** Nothing else is sent: pictures are not cancelled, and have no progress. */
  function receive(message: FromWorker<PictureKind>): void {
    if (message.type !== 'done' && message.type !== 'failed') return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'done') waiting?.resolve(message.payload);
    else waiting?.reject(new PictureFailure(message.error));
  }

  function failAll(worker: PictureWorker): void {
    if (worker !== thread) return;
    worker.terminate();
    thread = null;
    const failed = [...pending.values()];
    pending.clear();
    for (const { reject } of failed) reject(new Error('The thread that reads pictures died.'));
  }

  function request(file: Blob, settings: ImageSettings): Promise<ReadPicture> {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      thread ??= open();
      thread.postMessage({
        id,
        kind: 'readPicture',
        payload: { file, settings },
      } satisfies ToWorker<PictureKind>);
    });
  }

  return async (file, settings) => {
    try {
      return await request(file, settings);
    } catch (error) {
      if (error instanceof PictureFailure) throw error;
      return readHere(file, settings);
    }
  };
}
