/**
 * Ends a request that hangs: its signal is aborted when no byte arrived for as long as one was waited for, and when
 * the caller's own signal is.
 */
export class IdleWatch {
  readonly #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly idleMs: number,
    private readonly outer?: AbortSignal,
  ) {
    if (outer?.aborted) this.#pass();
    else outer?.addEventListener('abort', this.#pass, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From now on a byte is waited for. */
  wait(): void {
    this.rest();
    const cause = new Error(`no byte arrived for ${this.idleMs / 1000} s`);
    this.#timer = setTimeout(() => this.#abort.abort(cause), this.idleMs);
  }

  /** Something arrived. How long it takes to be stored is not the network's fault. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing more is waited for. */
  end(): void {
    this.rest();
    this.outer?.removeEventListener('abort', this.#pass);
  }

  readonly #pass = () => this.#abort.abort(this.outer?.reason);
}
