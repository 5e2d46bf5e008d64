import type { CaptionProgress, CaptionRun } from '../../../core/protocol/index.ts';

/** What happens while a picture is captioned. The last one has all captions. */
export type CaptionEvent = CaptionProgress | ({ type: 'done' } & CaptionRun);

type Start = (report: (event: CaptionProgress) => void, signal: AbortSignal) => Promise<CaptionRun>;

/**
 * Captions that are being written: iterate over it for each token as it comes, or await `result`. A loop that is left
 * early cancels what is left.
 */
export class Captioning implements AsyncIterable<CaptionEvent> {
  /**
   * All captions. Rejects with a `BlipscopeError`, or with the signal's reason.
   */
  readonly result: Promise<CaptionRun>;
  readonly #stop = new AbortController();
  readonly #events: CaptionProgress[] = [];
  #isOver = false;
  #wake = () => {};

  constructor(start: Start, signal?: AbortSignal) {
    const stop = () => this.#stop.abort(signal?.reason);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    this.result = start((event) => this.#add(event), this.#stop.signal).finally(() => {
      signal?.removeEventListener('abort', stop);
      this.#isOver = true;
      this.#wake();
    });
    // Whoever iterates gets the error there.
    this.result.catch(() => {});
  }

  /** Each token as it comes, then the captions. */
  async *[Symbol.asyncIterator](): AsyncGenerator<CaptionEvent, void> {
    try {
      while (!this.#isOver || this.#events.length > 0) {
        const event = this.#events.shift();
        if (event) yield event;
        else await this.#more();
      }
      yield { type: 'done', ...(await this.result) };
    } finally {
      this.#stop.abort();
    }
  }

  #add(event: CaptionProgress): void {
    this.#events.push(event);
    this.#wake();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
