/**
 * The worker of the npm package, in one file that bundlers copy as it is. The workers that it starts are this file again
 * and know by their names what they are; the addresses of other files are in the fragment of its own.
 */

import { importChunk } from '../core/import-chunk.ts';
import type { EngineKind, FromWorker, ToWorker, WireError } from '../core/protocol/index.ts';
import { restrictCode } from '../core/trusted-types.ts';
import { SerialQueue } from './engine/index.ts';
import { readPicture } from './image/decode.ts';
import { createRuntimes } from './runtime/runtimes.ts';
import { ThreadStarts } from './runtime/thread-starts.ts';
import { createCaptionService } from './serve/caption-service.ts';
import { LoadedModels } from './serve/loaded-models.ts';
import { createServer } from './serve/serve.ts';
import { openBundle } from './storage/bundle.ts';
import { storedFp16Verdict } from './storage/fp16-verdicts.ts';
import { openInstalledBundle } from './storage/installed.ts';

function serveEngine(): void {
  const post = (message: FromWorker<EngineKind>) => self.postMessage(message);
  const turns = new SerialQueue();
  const models = new LoadedModels(turns);
  const onLost = (error: WireError) => {
    models.lose(error);
    post({ type: 'lost', error });
  };
  const runtimes = createRuntimes(onLost, new ThreadStarts(post));
  const services = {
    runtimes,
    openBundle,
    openInstalledBundle,
    fp16Verdict: storedFp16Verdict,
    turns,
    readPicture,
  };
  const port = {
    postMessage: (message: object, transfer: ArrayBuffer[]) => self.postMessage(message, { transfer }),
  };
  const serve = createServer<EngineKind>(createCaptionService(services, models), port, onLost, turns);
  self.addEventListener('message', ({ data }: MessageEvent<ToWorker<EngineKind>>) => serve(data));
}

/** Threads are workers of this worker. Where its policy does not allow that, one thread does the work. */
function allowOwnThreads(): void {
  try {
    restrictCode(self);
  } catch {}
}

allowOwnThreads();
if (self.name.startsWith('em-pthread')) void importChunk(() => import('onnxruntime-web/wasm'));
else if (self.name === 'thread-probe') void importChunk(() => import('./runtime/thread-probe.ts'));
else serveEngine();
