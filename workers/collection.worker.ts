/** The worker that lists, stores and exports collections: answers the requests of `protocol/collection-worker.ts`. */
import type { CollectionKind, ToWorker } from '../core/protocol/index.ts';
import { appDatabase } from './collections/app-database.ts';
import { createCollectionService } from './collections/collection-service.ts';
import { makeThumbnail } from './collections/thumbnails/make-thumbnail.ts';
import { Locks } from './library/locks.ts';
import { createServer } from './serve/serve.ts';
import { openRoot } from './storage/opfs.ts';

/** `crypto.randomUUID` exists over a secure connection only. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const serve = createServer<CollectionKind>(
  createCollectionService({
    database: appDatabase(),
    makeThumbnail,
    newId,
    now: Date.now,
    openRoot,
    locks: new Locks(navigator.locks),
    runLocks: 'locks' in navigator ? navigator.locks : null,
  }),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<CollectionKind>>) => serve(data));
