/** The messages between the page and its workers, and how each kind of request runs. */
import type { BenchRequests } from './bench-worker.ts';
import type { EngineRequests, OfflineRequests } from './caption-worker.ts';
import type { CollectionRequests, RunRequests } from './collection-worker.ts';
import type { LibraryRequests } from './convert-worker.ts';
import type { WireError } from './errors.ts';
import type { PictureRequests } from './picture-worker.ts';

export type Requests = EngineRequests &
  OfflineRequests &
  RunRequests &
  LibraryRequests &
  CollectionRequests &
  BenchRequests &
  PictureRequests;
export type EngineKind = keyof EngineRequests;
export type OfflineKind = keyof OfflineRequests;
export type RunKind = keyof RunRequests;
export type LibraryKind = keyof LibraryRequests;
export type CollectionKind = keyof CollectionRequests;
export type BenchKind = keyof BenchRequests;
export type PictureKind = keyof PictureRequests;
export type Kind = keyof Requests;

/** The name of a caption worker that starts no threads and no engines; it is asked for `oneThread`, too. */
export const CAPTION_ALONE = 'caption-alone';

interface MessageKind {
  /**
   * `request`: a worker runs these one at a time, in order of arrival. `step`: it begins at once, and each of its
   * steps waits in the same queue. `never`: it runs at once.
   */
  queued: 'request' | 'step' | 'never';
  /**
   * It only computes, so a long silence means that the worker hangs. The other kinds wait for downloads, disks and
   * the person, which may take any time.
   */
  computes: boolean;
}

/** Every kind of request. A kind that is missing here, or has no handler in its worker, does not compile. */
export const MESSAGE_KINDS = {
  // caption.worker
  load: { queued: 'request', computes: false },
  matcher: { queued: 'request', computes: false },
  caption: { queued: 'request', computes: true },
  prefetch: { queued: 'never', computes: true },
  attention: { queued: 'never', computes: true },
  explain: { queued: 'request', computes: true },
  scoreText: { queued: 'request', computes: true },
  matchText: { queued: 'request', computes: true },
  embed: { queued: 'request', computes: true },
  answerer: { queued: 'request', computes: false },
  answer: { queued: 'request', computes: true },
  explainAnswer: { queued: 'request', computes: true },
  testMap: { queued: 'step', computes: true },
  timeMatmuls: { queued: 'request', computes: true },
  cacheOffline: { queued: 'never', computes: false },
  // Each picture of a run is a step, so that the picture on the stage is captioned next.
  runCollection: { queued: 'step', computes: true },
  captionBatch: { queued: 'step', computes: true },
  search: { queued: 'step', computes: true },
  embedCollection: { queued: 'step', computes: true },
  classifyCollection: { queued: 'step', computes: true },
  matcherKey: { queued: 'never', computes: false },
  // convert.worker: conversions and copies need memory and the disk, so they run one at a time.
  library: { queued: 'never', computes: false },
  inspect: { queued: 'never', computes: false },
  vocabulary: { queued: 'never', computes: false },
  install: { queued: 'request', computes: false },
  discard: { queued: 'never', computes: false },
  remove: { queued: 'never', computes: false },
  restore: { queued: 'never', computes: false },
  purge: { queued: 'never', computes: false },
  pack: { queued: 'request', computes: false },
  unpacked: { queued: 'never', computes: false },
  import: { queued: 'request', computes: false },
  // collection.worker: it waits for disks; an export writes one file after the other.
  openCollection: { queued: 'request', computes: false },
  collections: { queued: 'never', computes: false },
  forgetCollection: { queued: 'request', computes: false },
  decide: { queued: 'never', computes: false },
  keepJournal: { queued: 'never', computes: false },
  writeJournal: { queued: 'never', computes: false },
  journalFile: { queued: 'never', computes: false },
  thumbnail: { queued: 'never', computes: false },
  pictureFile: { queued: 'never', computes: false },
  displayPicture: { queued: 'never', computes: false },
  looksDrawn: { queued: 'never', computes: false },
  exportCollection: { queued: 'request', computes: false },
  nearDuplicates: { queued: 'never', computes: false },
  labels: { queued: 'never', computes: false },
  changeLabels: { queued: 'never', computes: false },
  // bench.worker: it loads models, too.
  bench: { queued: 'request', computes: false },
  // picture.worker: one at a time, because a large picture takes much memory.
  readPicture: { queued: 'request', computes: true },
  preparePicture: { queued: 'request', computes: true },
} as const satisfies Record<Kind, MessageKind>;

/**
 * Page to worker. `cancel` asks the request of that id to stop at its next token, tensor or piece of a file; it
 * still gets its answer.
 */
export type ToWorker<Served extends Kind = Kind> =
  | { [K in Served]: { id: number; kind: K; payload: Requests[K]['in'] } }[Served]
  | { id: number; kind: 'cancel' };

/**
 * Worker to page. Every request ends in exactly one `done`, `failed` or `aborted`. A cancelled caption ends in
 * `done` with the words so far (`finish: 'cancelled'`), or in `aborted` when there were none.
 * `lost` answers all open requests: the GPU or the runtime is gone, and the worker must be replaced. After
 * `threads-failed` the next one must be asked for `oneThread`, and a caption worker be a `CAPTION_ALONE`.
 * `starting-threads` announces a step that may block the worker for ever, which only the page can notice: unless the
 * `threads-settled` of that step follows within `withinMs`, or the same message again, the threads failed. Steps overlap.
 */
export type FromWorker<Served extends Kind = Kind> =
  | { [K in Served]: { id: number; kind: K; type: 'progress'; payload: Requests[K]['progress'] } }[Served]
  | { [K in Served]: { id: number; kind: K; type: 'done'; payload: Requests[K]['out'] } }[Served]
  | { [K in Served]: { id: number; kind: K; type: 'failed'; error: WireError } }[Served]
  | { [K in Served]: { id: number; kind: K; type: 'aborted' } }[Served]
  | { type: 'starting-threads'; step: number; withinMs: number }
  | { type: 'threads-settled'; step: number }
  | { type: 'lost'; error: WireError };
