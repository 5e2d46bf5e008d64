/** The worker that reads pictures while the caption worker computes: answers the requests of `protocol/picture-worker.ts`. */
import type { PictureKind, ToWorker } from '../core/protocol/index.ts';
import { preparePicture } from './collections/prepare-picture.ts';
import { readPicture } from './image/decode.ts';
import { createServer } from './serve/serve.ts';

/** Arrays that share a buffer transfer it once. */
function buffersOf(arrays: readonly Float32Array[]): ArrayBuffer[] {
  const buffers = new Set(arrays.map(({ buffer }) => buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}

const serve = createServer<PictureKind>(
  {
    readPicture: async ({ file, settings }) => {
      const value = await readPicture(file, settings);
      return { value, transfer: buffersOf([value.pixelValues]) };
    },
    preparePicture: async ({ file, settings }) => {
      const value = await preparePicture(file, settings);
      return { value, transfer: buffersOf(value.pixelValues) };
    },
  },
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<PictureKind>>) => serve(data));
