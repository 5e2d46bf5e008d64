import { CAPTION_ALONE } from '../../core/protocol';

/**
 * The one place where the page makes its workers.
 *
 * @param alone the worker starts no workers of its own; it knows by its name.
 */
export function createCaptionWorker(alone = false): Worker {
  return new Worker(new URL('../../workers/caption.worker.ts', import.meta.url), {
    type: 'module',
    name: alone ? CAPTION_ALONE : 'caption',
  });
}

export function createConvertWorker(): Worker {
  return new Worker(new URL('../../workers/convert.worker.ts', import.meta.url), {
    type: 'module',
    name: 'convert',
  });
}

export function createBenchWorker(): Worker {
  return new Worker(new URL('../../workers/bench.worker.ts', import.meta.url), {
    type: 'module',
    name: 'bench',
  });
}

export function createCollectionWorker(): Worker {
  return new Worker(new URL('../../workers/collection.worker.ts', import.meta.url), {
    type: 'module',
    name: 'collection',
  });
}
