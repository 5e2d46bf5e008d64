/** The worker that reads pictures while the caption worker computes: answers the requests of `protocol/picture-worker.ts`. */
import type { PictureKind, ToWorker } from '../core/protocol/index.ts';
import { readPicture } from './image/decode.ts';
import { createServer } from './serve/serve.ts';

const serve = createServer<PictureKind>(
  {
    readPicture: async ({ file, settings }) => {
      const value = await readPicture(file, settings);
      const { buffer } = value.pixelValues;
      return { value, transfer: buffer instanceof ArrayBuffer ? [buffer] : [] };
    },
  },
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<PictureKind>>) => serve(data));
