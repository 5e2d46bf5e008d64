import { isIdentity } from './cache.ts';
import type { StepDecoder, StepOutput } from './decode.ts';

/** One picture's part of a batch. Its owner leaves when its captions have ended, so that the others go on without it. */
export interface Member extends StepDecoder {
  leave(): void;
}

interface Request {
  ids: readonly number[];
  position: number;
  isStep: boolean;
  resolve(output: StepOutput | null): void;
  reject(reason: unknown): void;
}

/**
 * Several pictures decoded as one batch, each by code that knows only its own rows: when every picture that still decodes
 * has asked for its next step, one step of the batch serves them all. They begin together with prompts of one length, so
 * that they are always at the same position. The rows of a picture that has left are fed with padding.
 */
export class Lockstep {
  readonly members: readonly Member[];
  readonly #batch: StepDecoder;
  readonly #rows: number;
  readonly #padId: number;
  readonly #decoding: Set<number>;
  readonly #requests = new Map<number, Request>();
  #parents: number[];

  /** `batch` has the same number of rows for each picture, one picture after the other. */
  constructor(batch: StepDecoder, pictures: number, padId: number) {
    this.#batch = batch;
    this.#rows = batch.batch / pictures;
    this.#padId = padId;
    const all = Array.from({ length: pictures }, (_, picture) => picture);
    this.#decoding = new Set(all);
    this.#parents = identity(batch.batch);
    this.members = all.map((picture) => this.#member(picture));
  }

  #member(picture: number): Member {
    return {
      batch: this.#rows,
      feed: async (ids, position) => {
        await this.#ask(picture, { ids, position, isStep: false });
      },
      step: async (ids, position) =>
        this.#rowsOf(picture, await this.#ask(picture, { ids, position, isStep: true })),
      reorder: (parents) => {
        const first = picture * this.#rows;
        for (const [row, parent] of parents.entries()) this.#parents[first + row] = first + parent;
      },
      leave: () => {
        this.#decoding.delete(picture);
        this.#runWhenAllAsked();
      },
    };
  }

  #ask(picture: number, wish: Pick<Request, 'ids' | 'position' | 'isStep'>): Promise<StepOutput | null> {
    return new Promise((resolve, reject) => {
      this.#requests.set(picture, { ...wish, resolve, reject });
      this.#runWhenAllAsked();
    });
  }

  #runWhenAllAsked(): void {
    if (this.#requests.size === 0 || this.#requests.size < this.#decoding.size) return;
    const requests = new Map(this.#requests);
    this.#requests.clear();
    const settle = (how: (request: Request) => void) => {
      for (const request of requests.values()) how(request);
    };
    this.#run(requests).then(
      (output) => settle(({ resolve }) => resolve(output)),
      (reason) => settle(({ reject }) => reject(reason)),
    );
  }

  async #run(requests: ReadonlyMap<number, Request>): Promise<StepOutput | null> {
    if (!isIdentity(this.#parents)) this.#batch.reorder(this.#parents);
    this.#parents = identity(this.#batch.batch);
    const ids = new Array<number>(this.#batch.batch).fill(this.#padId);
    for (const [picture, request] of requests) ids.splice(picture * this.#rows, this.#rows, ...request.ids);
    const [{ position, isStep }] = requests.values() as Iterable<Request> as [Request];
    if (isStep) return this.#batch.step(ids, position);
    await this.#batch.feed(ids, position);
    return null;
  }

  #rowsOf(picture: number, output: StepOutput | null): StepOutput {
    if (!output) throw new Error('A step of the batch gave no output.');
    const { logits, maps, step } = output;
    const width = logits.length / this.#batch.batch;
    const [first, end] = [picture * this.#rows, (picture + 1) * this.#rows];
    return { logits: logits.subarray(first * width, end * width), maps: maps.slice(first, end), step };
  }
}

function identity(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}
