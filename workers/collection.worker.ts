/** The worker that lists, stores and exports collections, and makes pictures that browsers show: answers the requests of `protocol/collection-worker.ts`. */
import type { CollectionKind, ToWorker } from '../core/protocol/index.ts';
import { randomId } from '../core/random-id.ts';
import { appDatabase } from './collections/app-database.ts';
import { createCollectionService } from './collections/collection-service.ts';
import { looksDrawn } from './collections/looks-drawn.ts';
import { displayPicture } from './collections/thumbnails/display-picture.ts';
import { makeThumbnail } from './collections/thumbnails/make-thumbnail.ts';
import { Locks } from './library/locks.ts';
import { createServer } from './serve/serve.ts';
import { openRoot } from './storage/opfs.ts';

const serve = createServer<CollectionKind>(
  createCollectionService({
    database: appDatabase(),
    makeThumbnail,
    displayPicture,
    looksDrawn,
    newId: randomId,
    now: Date.now,
    openRoot,
    locks: new Locks('locks' in navigator ? navigator.locks : undefined),
    runLocks: 'locks' in navigator ? navigator.locks : null,
  }),
  { postMessage: (message, transfer) => self.postMessage(message, { transfer }) },
);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker<CollectionKind>>) => serve(data));
