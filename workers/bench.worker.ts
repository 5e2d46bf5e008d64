/** The benchmark worker: answers the requests of `core/protocol/bench-worker.ts`. */
import type { BenchKind, FromWorker, ToWorker, WireError } from '../core/protocol/index.ts';
import { restrictCode } from '../core/trusted-types.ts';
import { decodePicture } from './image/decode.ts';
import { createBenchService } from './measure/bench-service.ts';
import { WasmMemories } from './measure/wasm-memory.ts';
import { createRuntimes } from './runtime/runtimes.ts';
import { ThreadStarts } from './runtime/thread-starts.ts';
import { createServer } from './serve/serve.ts';
import { openShippedBundle } from './storage/bundle.ts';
import { storedFp16Verdict } from './storage/fp16-verdicts.ts';
import { openInstalledBundle } from './storage/installed.ts';

// The runtime's threads are workers of this worker.
restrictCode(self);

const post = (message: FromWorker<BenchKind>) => self.postMessage(message);
const onLost = (error: WireError) => post({ type: 'lost', error });

const serve = createServer<BenchKind>(
  createBenchService({
    runtimes: createRuntimes(onLost, new ThreadStarts(post)),
    openBundle: openShippedBundle,
    openInstalledBundle,
    fp16Verdict: storedFp16Verdict,
    decodePicture,
    wasm: new WasmMemories(),
  }),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  onLost,
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<BenchKind>>) => serve(data));
