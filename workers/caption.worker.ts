/** The worker that captions: answers the requests of `protocol/caption-worker.ts`. */

import type { EngineKind, FromWorker, OfflineKind, ToWorker, WireError } from '../core/protocol/index.ts';
import { SerialQueue } from './engine/index.ts';
import { readPicture } from './image/decode.ts';
import { readInThread } from './image/picture-thread.ts';
import { createRuntimes } from './runtime/runtimes.ts';
import { offlineHandlers } from './serve/cache-offline.ts';
import { createCaptionService } from './serve/caption-service.ts';
import { createServer } from './serve/serve.ts';
import { openShippedBundle } from './storage/bundle.ts';
import { storedFp16Verdict } from './storage/fp16-verdicts.ts';
import { openInstalledBundle } from './storage/installed.ts';

const post = (message: FromWorker<EngineKind>, transfer: ArrayBuffer[] = []) =>
  self.postMessage(message, { transfer });

/** The GPU or the runtime is gone, and with it everything in this worker. */
const onLost = (error: WireError) => post({ type: 'lost', error });

const turns = new SerialQueue();

function startPictureThread(): Worker {
  return new Worker(new URL('./picture.worker.ts', import.meta.url), { type: 'module', name: 'picture' });
}

const serve = createServer<EngineKind | OfflineKind>(
  {
    ...createCaptionService({
      runtimes: createRuntimes(onLost),
      openBundle: openShippedBundle,
      openInstalledBundle,
      fp16Verdict: storedFp16Verdict,
      turns,
      // Workers of some browsers cannot start workers.
      readPicture: 'Worker' in self ? readInThread(startPictureThread, readPicture) : readPicture,
    }),
    ...offlineHandlers,
  },
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  onLost,
  turns,
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<EngineKind | OfflineKind>>) => serve(data));
