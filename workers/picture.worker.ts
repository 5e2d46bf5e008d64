/** The worker that reads pictures while the caption worker computes. One at a time: a large picture takes much memory. */
import { SerialQueue } from './engine/queue.ts';
import type { PictureRequest, PictureResponse } from './image/picture-thread.ts';
import { readPicture } from './image/read-picture.ts';
import { toWire } from './serve/errors.ts';

const queue = new SerialQueue();

async function answer({ id, file, settings }: PictureRequest): Promise<void> {
  const post = (message: PictureResponse, transfer: ArrayBuffer[]) => self.postMessage(message, { transfer });
  try {
    const picture = await queue.run(() => readPicture(file, settings));
    const { buffer } = picture.pixelValues;
    post({ id, picture }, buffer instanceof ArrayBuffer ? [buffer] : []);
  } catch (error) {
    post({ id, error: toWire(error) }, []);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<PictureRequest>) => void answer(data));
