/** The worker that captions: answers the requests of `protocol.ts`. */
import { SerialQueue } from './engine/queue.ts';
import { decodeImage } from './image/decode.ts';
import type { EngineKind, FromWorker, KeepKind, ToWorker, WireError } from './protocol.ts';
import { createRuntimes } from './runtime/runtimes.ts';
import { createCaptionService, QUEUED } from './serve/caption-service.ts';
import { keepOffline } from './serve/keep-offline.ts';
import { createServer } from './serve/serve.ts';
import { openInstalledBundle } from './storage/installed.ts';
import { openShippedBundle } from './storage/shipped.ts';

const post = (message: FromWorker<EngineKind>, transfer: ArrayBuffer[] = []) =>
  self.postMessage(message, { transfer });

/** The GPU or the runtime is gone, and with it all that this worker holds. */
const onLost = (error: WireError) => post({ type: 'lost', error });

const turns = new SerialQueue();

const serve = createServer<EngineKind | KeepKind>(
  {
    ...createCaptionService({
      runtimes: createRuntimes(onLost),
      openBundle: openShippedBundle,
      openInstalledBundle,
      decodeImage,
      turns,
    }),
    ...keepOffline,
  },
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  { ...QUEUED, keep: false },
  onLost,
  turns,
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<EngineKind | KeepKind>>) => serve(data));
