/** The worker that captions: answers the requests of `protocol/caption-worker.ts`. */

import {
  CAPTION_ALONE,
  type EngineKind,
  type FromWorker,
  type OfflineKind,
  type RunKind,
  type ToWorker,
  type WireError,
} from '../core/protocol/index.ts';
import { restrictCode } from '../core/trusted-types.ts';
import { appDatabase } from './collections/app-database.ts';
import { preparePicture } from './collections/prepare-picture.ts';
import { createRunService } from './collections/run/run-service.ts';
import { SerialQueue } from './engine/index.ts';
import { readPicture } from './image/decode.ts';
import { prepareInThread, readInThread } from './image/picture-thread.ts';
import { countReadingThreads, prepareInThreads } from './image/reading-threads.ts';
import { createRuntimes } from './runtime/runtimes.ts';
import { ThreadStarts } from './runtime/thread-starts.ts';
import { maxThreads } from './runtime/threads.ts';
import { offlineHandlers } from './serve/cache-offline.ts';
import { createCaptionService } from './serve/caption-service.ts';
import { LoadedModels } from './serve/loaded-models.ts';
import { createServer } from './serve/serve.ts';
import { openShippedBundle } from './storage/bundle.ts';
import { storedFp16Verdict } from './storage/fp16-verdicts.ts';
import { openInstalledBundle } from './storage/installed.ts';

type Served = EngineKind | OfflineKind | RunKind;

// The runtime's threads and the picture thread are workers of this worker.
restrictCode(self);

const post = (message: FromWorker<EngineKind>, transfer: ArrayBuffer[] = []) =>
  self.postMessage(message, { transfer });

const turns = new SerialQueue();
const models = new LoadedModels(turns);

/** The GPU or the runtime is gone, and with it everything in this worker. */
function onLost(error: WireError): void {
  models.lose(error);
  post({ type: 'lost', error });
}

/** Workers of some browsers cannot start workers, or are blocked when they do: see `starting-threads`. */
const hasThreads = 'Worker' in self && self.name !== CAPTION_ALONE;

const threadStarts = new ThreadStarts(post);

function startPictureThread(): Worker {
  return threadStarts.now(
    () => new Worker(new URL('./picture.worker.ts', import.meta.url), { type: 'module', name: 'picture' }),
  );
}

/** This worker again: a worker of another file would be built with another copy of the runtime. */
function startEngine(): Worker {
  return threadStarts.now(() => new Worker(self.location.href, { type: 'module', name: CAPTION_ALONE }));
}

const openPreparingThread = () => prepareInThread(startPictureThread, preparePicture);

function readingThreads(): number {
  return countReadingThreads({
    cores: navigator.hardwareConcurrency,
    engineThreads: models.captioner?.runtime.threads ?? maxThreads(),
    memory: 'deviceMemory' in navigator ? Number(navigator.deviceMemory) : undefined,
  });
}

const serve = createServer<Served>(
  {
    ...createCaptionService(
      {
        runtimes: createRuntimes(onLost, threadStarts),
        openBundle: openShippedBundle,
        openInstalledBundle,
        fp16Verdict: storedFp16Verdict,
        turns,
        readPicture: hasThreads ? readInThread(startPictureThread, readPicture) : readPicture,
      },
      models,
    ),
    ...createRunService(models, () => ({
      models,
      database: appDatabase(),
      // Threads of its own: the picture on the stage does not wait for those of the run.
      preparePicture: hasThreads
        ? prepareInThreads(openPreparingThread, preparePicture, readingThreads)
        : preparePicture,
      locks: 'locks' in navigator ? navigator.locks : null,
      startEngine: hasThreads ? startEngine : null,
    })),
    ...offlineHandlers,
  },
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  onLost,
  turns,
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<Served>>) => serve(data));
