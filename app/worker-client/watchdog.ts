import { type FromWorker, type Kind, MESSAGE_KINDS } from '../../core/protocol';

/** A worker that only computes and sends nothing for this long hangs. Milliseconds. */
export const MIN_SILENCE = 120_000;
/** A device whose warm-up takes long is given this many times as much: everything takes long there. */
const WARM_UPS = 60;

/** A worker that does not answer a cancelled request for this long hangs. Milliseconds. */
export const MIN_CANCEL = 10_000;
/** A cancel takes effect between two runs of a graph, none of which takes longer than a few warm-ups. */
const WARM_UPS_TO_CANCEL = 4;

/**
 * Silence is counted in parts of the time allowed, so that a device that slept, and whose timers are all overdue when
 * it wakes, does not make a healthy worker look hung.
 */
const PARTS = 4;

class Countdown {
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Ends the one before. */
  start(ms: number, onOver: () => void): void {
    this.stop();
    let left = PARTS;
    this.#timer = setInterval(() => {
      left -= 1;
      if (left > 0) return;
      this.stop();
      onOver();
    }, ms / PARTS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

type ThreadsStart = Extract<FromWorker, { type: 'starting-threads' }>;

/** Notices a worker that hangs. How long it waits depends on how long the worker's model took to warm up. */
export class Watchdog {
  readonly #onHung: () => void;
  #warmUp = 0;
  #warmUpSince: number | null = null;
  readonly #silence = new Countdown();
  /** By the steps in which threads are started. */
  readonly #threads = new Map<number, Countdown>();

  /** @param onHung called when the worker has been silent for too long. */
  constructor(onHung: () => void) {
    this.#onHung = onHung;
  }

  /** How long a cancelled request may take to be answered. Milliseconds. */
  get cancelTimeout(): number {
    return Math.max(MIN_CANCEL, WARM_UPS_TO_CANCEL * this.#warmUp);
  }

  /** Measures the warm-up by the worker's messages. */
  observe(message: FromWorker): void {
    if (!('kind' in message) || message.kind !== 'load') return;
    if (message.type === 'progress') {
      if (message.payload.phase === 'warm-up') this.#warmUpSince = performance.now();
      return;
    }
    const since = this.#warmUpSince;
    this.#warmUpSince = null;
    if (message.type === 'done' && since !== null) this.#warmUp = performance.now() - since;
  }

  /** Starts to count again. It counts only while every open request is one that computes. */
  restart(open: readonly Kind[]): void {
    this.#silence.stop();
    if (open.length === 0 || !open.every((kind) => MESSAGE_KINDS[kind].computes)) return;
    this.#silence.start(Math.max(MIN_SILENCE, WARM_UPS * this.#warmUp), this.#onHung);
  }

  /** The worker starts threads, which may block it: it has that long to say that this has ended, or goes on. */
  threadsStart({ step, withinMs }: ThreadsStart, onBlocked: () => void): void {
    const countdown = this.#threads.get(step) ?? new Countdown();
    this.#threads.set(step, countdown);
    countdown.start(withinMs, onBlocked);
  }

  threadsSettled({ step }: Pick<ThreadsStart, 'step'>): void {
    this.#threads.get(step)?.stop();
    this.#threads.delete(step);
  }

  /** The worker is gone. */
  stop(): void {
    this.#silence.stop();
    for (const countdown of this.#threads.values()) countdown.stop();
    this.#threads.clear();
  }
}
