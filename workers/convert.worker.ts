/** The worker that installs, stores and removes models: answers the requests of `protocol/convert-worker.ts`. */

import type { LibraryKind, ToWorker } from '../core/protocol/index.ts';
import { estimateStorage } from '../core/storage-estimate.ts';
import { createLibraryService } from './library/library-service.ts';
import { Locks } from './library/locks.ts';
import { pageHashing } from './library/services.ts';
import { createServer } from './serve/serve.ts';
import { openRoot } from './storage/opfs.ts';

/** The library stores what it downloads, so the browser's cache need not; no cookie goes to the hub. */
const fetchFromHub: typeof fetch = (input, init) =>
  fetch(input, { ...init, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });

const serve = createServer(
  createLibraryService({
    openRoot,
    locks: new Locks('locks' in navigator ? navigator.locks : undefined),
    hashing: pageHashing,
    fetch: fetchFromHub,
    estimate: () => estimateStorage(),
  }),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<LibraryKind>>) => serve(data));
