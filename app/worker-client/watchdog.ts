import type { FromWorker, Kind } from '../../core/protocol';

/**
 * What a loaded model computes, telling words as they come or nothing at all. The rest reads and downloads: how long
 * that takes is the network's business, and it can be cancelled.
 */
const COMPUTED: ReadonlySet<Kind> = new Set<Kind>([
  'caption',
  'ahead',
  'attention',
  'explain',
  'judge',
  'testMap',
  'timeProducts',
]);

/** A worker that computes and says nothing for this long is stuck. Milliseconds. */
export const LEAST_PATIENCE = 120_000;
/** A device on which the warm-up takes long is given this many times as much: everything takes long there. */
const WARM_UPS = 60;

/** A worker that does not answer a cancelled request for this long is stuck. Milliseconds. */
export const HUNG_AFTER = 10_000;
/** A cancel is heard between two runs of a graph, none of which takes longer than a few warm-ups. */
const WARM_UPS_TO_CANCEL = 4;

/**
 * Silence is counted in parts of the time allowed, so that a device which slept, and whose timers are all overdue when
 * it wakes, is not taken for a worker that hangs.
 */
const PARTS = 4;

/** How long to wait for a worker, by how long its model took to warm up. */
export class Patience {
  readonly #onHung: () => void;
  #warmUp = 0;
  #warmUpSince: number | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param onHung the worker has been silent for too long. */
  constructor(onHung: () => void) {
    this.#onHung = onHung;
  }

  /** How long a cancelled request may take to be answered. Milliseconds. */
  get forCancel(): number {
    return Math.max(HUNG_AFTER, WARM_UPS_TO_CANCEL * this.#warmUp);
  }

  /** Learns from what the worker says how long a warm-up takes. */
  hear(message: FromWorker): void {
    if (message.type === 'lost' || message.kind !== 'load') return;
    if (message.type === 'progress') {
      if (message.payload.phase === 'warm-up') this.#warmUpSince = performance.now();
      return;
    }
    const since = this.#warmUpSince;
    this.#warmUpSince = null;
    if (message.type === 'done' && since !== null) this.#warmUp = performance.now() - since;
  }

  /** Counts anew. Nothing is counted unless all that is open is to be computed. */
  restart(open: readonly Kind[]): void {
    clearInterval(this.#timer);
    if (open.length === 0 || !open.every((kind) => COMPUTED.has(kind))) return;
    let left = PARTS;
    const allowed = Math.max(LEAST_PATIENCE, WARM_UPS * this.#warmUp);
    this.#timer = setInterval(() => {
      left -= 1;
      if (left === 0) this.#onHung();
    }, allowed / PARTS);
  }
}
