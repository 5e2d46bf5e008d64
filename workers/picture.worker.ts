/** The worker that reads pictures while the caption worker computes: answers the requests of `protocol/picture-worker.ts`. */
import type { PictureKind, ToWorker } from '../core/protocol/index.ts';
import { decodePicture, readPicture } from './image/decode.ts';
import { prepareWith } from './image/prepare.ts';
import { createServer } from './serve/serve.ts';
import { sha256 } from './storage/sha256.ts';

const preparePicture = prepareWith(decodePicture, sha256);

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
