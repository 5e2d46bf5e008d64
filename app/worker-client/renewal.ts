import type { FromWorker, Kind } from '../../core/protocol';

/** On iOS, pages were seen to crash after about 500 runs of onnxruntime-web (its issue 27584). */
const MAX_IN_WEBKIT = 200;

/** How many pictures a worker captions before it is replaced. All browsers of iOS are WebKit. */
export function picturesPerWorker({ vendor }: Pick<Navigator, 'vendor'> = navigator): number {
  return vendor.startsWith('Apple') ? MAX_IN_WEBKIT : Number.POSITIVE_INFINITY;
}

/** The kinds of requests that run a model on a picture. */
const RUNS: ReadonlySet<Kind> = new Set(['caption', 'matchText', 'embed']);

/** Counts the pictures that a worker captions, matches or embeds: one that is well is replaced where its memory may grow with them. */
export class Renewal {
  #captioned = 0;

  /** @param max pictures that a worker captions. */
  constructor(private readonly max: number) {}

  observe(message: FromWorker): void {
    if (message.type === 'done' && RUNS.has(message.kind)) this.#captioned += 1;
    if (message.type === 'progress' && message.kind === 'runCollection') {
      this.#captioned += message.payload.records.length;
    }
  }

  get isDue(): boolean {
    return this.#captioned >= this.max;
  }

  /** Another worker begins. */
  restart(): void {
    this.#captioned = 0;
  }
}
