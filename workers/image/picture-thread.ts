/** The caption worker's end of the seam to the worker that reads pictures. */
import type { ErrorCode, WireError } from '../../core/protocol/index.ts';
import type { ImageSettings } from './preprocess.ts';
import type { PictureReader, ReadPicture } from './read-picture.ts';

export interface PictureRequest {
  id: number;
  file: Blob;
  settings: ImageSettings;
}

/** Every question gets one. */
export type PictureResponse = { id: number; picture: ReadPicture } | { id: number; error: WireError };

/** As much of a `Worker` as is used. */
export type PictureWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** A picture that could not be read over there; as coded and worded as it was thrown. */
class PictureFailure extends Error {
  override name = 'PictureFailure';
  readonly code: ErrorCode;
  constructor({ code, message, detail }: WireError) {
    super(message, detail === undefined ? {} : { cause: detail });
    this.code = code;
  }
}

interface Waiting {
  resolve: (picture: ReadPicture) => void;
  reject: (reason: Error) => void;
}

/**
 * Reads in a thread of its own, so that a picture is decoded and resized while the runtime computes in this one. What
 * a thread that died left unread is read here, and the next picture gets a fresh thread.
 *
 * @param start makes the thread; the first one starts at once, for the first picture not to wait for it.
 */
export function readInThread(start: () => PictureWorker, readHere: PictureReader): PictureReader {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let thread: PictureWorker | null = open();

  function open(): PictureWorker {
    const worker = start();
    worker.addEventListener('message', ({ data }: MessageEvent<PictureResponse>) => settle(data));
    worker.addEventListener('error', (event) => {
      // It is dealt with; unhandled it would be this worker's own error, and the end of it.
      event.preventDefault();
      fail(worker);
    });
    worker.addEventListener('messageerror', () => fail(worker));
    return worker;
  }

  function settle(answer: PictureResponse): void {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('picture' in answer) asked?.resolve(answer.picture);
    else asked?.reject(new PictureFailure(answer.error));
  }

  function fail(worker: PictureWorker): void {
    if (worker !== thread) return;
    worker.terminate();
    thread = null;
    const pending = [...waiting.values()];
    waiting.clear();
    for (const { reject } of pending) reject(new Error('The thread that reads pictures died.'));
  }

  function ask(file: Blob, settings: ImageSettings): Promise<ReadPicture> {
    const question: PictureRequest = { id: nextId++, file, settings };
    return new Promise((resolve, reject) => {
      waiting.set(question.id, { resolve, reject });
      thread ??= open();
      thread.postMessage(question);
    });
  }

  return async (file, settings) => {
    try {
      return await ask(file, settings);
    } catch (error) {
      if (error instanceof PictureFailure) throw error;
      return readHere(file, settings);
    }
  };
}
