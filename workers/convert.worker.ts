/** The worker that keeps the installed models: answers the requests of `protocol/library.ts`. */

import type { LibraryKind, ToWorker } from '../core/protocol/index.ts';
import { pageHashing } from './library/hashing.ts';
import { createLibraryService, QUEUED } from './library/library-service.ts';
import { Locks } from './library/locks.ts';
import { createServer } from './serve/serve.ts';
import { openRoot } from './storage/opfs.ts';

/** What the library keeps need not be in the browser's cache too, and no cookie goes to the hub. */
const fetchFromHub: typeof fetch = (input, init) =>
  fetch(input, { ...init, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });

const serve = createServer(
  createLibraryService({
    openRoot,
    locks: new Locks(navigator.locks),
    hashing: pageHashing,
    fetch: fetchFromHub,
    estimate: () => navigator.storage.estimate(),
  }),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
  QUEUED,
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<LibraryKind>>) => serve(data));
