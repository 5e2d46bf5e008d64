import type { OriginalText } from '../../core/collection.ts';
import type { PictureInput, PictureTexts, PreparedPicture, WireError } from '../../core/protocol/index.ts';
import { pictureSeed } from '../../dataset/index.ts';
import {
  type FileState,
  failedResult,
  knowsTexts,
  type ListedPicture,
  matchesOf,
  type PictureResult,
} from './results.ts';

/** A picture that a run has to caption, and the result of the file that was at its path before. */
export interface PlannedPicture<Picture extends ListedPicture = ListedPicture> {
  picture: Picture;
  /** Null where there is none, and where it is to be made again. */
  earlier: { sha256: string | null; failed: boolean } | null;
  /** The program was lost while it captioned this picture, or others with it. */
  crashed: boolean;
}

/** A picture as it was read. */
export interface ReadPicture {
  /** Of the file that was read: it may have changed since it was listed. */
  state: FileState;
  prepared: PreparedPicture;
}

/** What captions pictures: models in this thread, or in others. */
export interface PictureCaptioner {
  /** How many `caption` takes at most. */
  readonly picturesPerBatch: number;
  /** How many calls of `caption` may overlap. */
  readonly batchesAtOnce: number;
  /** The results are parallel to `pictures`. */
  caption(pictures: readonly PictureInput[]): Promise<PictureTexts[]>;
}

/** Where results are stored. */
export interface ResultStore {
  find(path: string): Promise<PictureResult | null>;
  /** Begins to store a result. May reject with what went wrong with an earlier one. */
  add(result: PictureResult): Promise<void>;
  /** Resolves when all are stored, and `find` has them. */
  stored(): Promise<void>;
}

export interface RunTools<Picture extends ListedPicture> {
  captioner: PictureCaptioner;
  /** The run's seed. */
  seed: number;
  results: ResultStore;
  /** Paths of results of the same models and settings, by the picture's SHA-256. Added to. */
  made: Map<string, string>;
  /** Whether a failure is not a matter of one picture. */
  stopsRun(reason: unknown): boolean;
  /** The failure of one picture as data. @throws what stops the run after all. */
  failure(reason: unknown): Promise<WireError>;
  /** Called before a failed batch is tried again picture by picture. @throws what stops the run. */
  onBatchFailed?(pictures: readonly Picture[], reason: unknown): Promise<void>;
}

interface PictureInHand<Picture> extends ReadPicture {
  picture: Picture;
}

/**
 * Makes results of one picture after the other, and captions as many as one batch as the captioner takes. A failure of a
 * picture is a result with an error. Pictures with the same bytes are captioned once.
 */
export class PictureRunner<Picture extends ListedPicture> {
  readonly #batch: PictureInHand<Picture>[] = [];
  readonly #running = new Set<Promise<void>>();
  /** SHA-256 of the pictures that are in a batch, captioned now or later. */
  readonly #inHand = new Set<string>();
  readonly #errors: unknown[] = [];

  constructor(private readonly tools: RunTools<Picture>) {}

  /** Stores the picture's result, at once or with its batch. @throws what stops the run. */
  async add(planned: PlannedPicture<Picture>, read: Promise<ReadPicture>): Promise<void> {
    const { picture } = planned;
    try {
      const { state, prepared } = await read;
      if (this.#inHand.has(prepared.sha256) || planned.crashed) await this.finish();
      const made = (await this.#unchanged(planned, prepared)) ?? (await this.#duplicate(picture, prepared));
      if (made) return await this.#store({ picture, state, prepared }, made);
      this.#batch.push({ picture, state, prepared });
      this.#inHand.add(prepared.sha256);
    } catch (reason) {
      return this.#fail(picture, reason);
    }
    if (planned.crashed) await this.finish();
    else if (this.#batch.length >= this.tools.captioner.picturesPerBatch) await this.#start();
  }

  /** Waits until the pictures so far have their results. @throws what stops the run. */
  async finish(): Promise<void> {
    await this.#start();
    await this.leave();
  }

  /** Waits for what is being captioned, and leaves what waits for its batch. @throws what stops the run. */
  async leave(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwIfStopped();
  }

  /** Captions the batch, and waits until another one may begin. @throws what stops the run. */
  async #start(): Promise<void> {
    const batch = this.#batch.splice(0);
    if (batch.length > 0) {
      const job = this.#captionBatch(batch)
        .catch((reason) => {
          this.#errors.push(reason);
        })
        .finally(() => {
          this.#running.delete(job);
          for (const { prepared } of batch) this.#inHand.delete(prepared.sha256);
        });
      this.#running.add(job);
    }
    while (this.#running.size >= this.tools.captioner.batchesAtOnce) await Promise.race(this.#running);
    this.#throwIfStopped();
  }

  #throwIfStopped(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  async #captionBatch(batch: readonly PictureInHand<Picture>[]): Promise<void> {
    try {
      await this.#caption(batch);
    } catch (reason) {
      const pictures = batch.map(({ picture }) => picture);
      await this.tools.onBatchFailed?.(pictures, reason);
      if (batch.length === 1) return this.#fail(pictures[0]!, reason);
      if (this.tools.stopsRun(reason)) throw reason;
      // One of them failed, perhaps for a lack of memory: the others do not have to.
      for (const read of batch) await this.#caption([read]).catch((error) => this.#fail(read.picture, error));
    }
  }

  async #caption(batch: readonly PictureInHand<Picture>[]): Promise<void> {
    const { captioner, seed } = this.tools;
    const inputs = batch.map(({ picture: { originals }, prepared: { sha256, pixelValues, texts } }) => {
      return { originals, embedded: texts, pixelValues, seed: pictureSeed(seed, sha256) };
    });
    const texts = await captioner.caption(inputs);
    for (const [index, read] of batch.entries()) {
      const { width, height, sha256, perceptualHash } = read.prepared;
      const names = { width, height, sha256, perceptualHash };
      await this.#store(read, { ...texts[index]!, ...names, error: null });
    }
  }

  async #store(
    { picture: { path }, state, prepared }: PictureInHand<Picture>,
    made: Omit<PictureResult, 'path' | keyof FileState>,
  ): Promise<void> {
    const { bytes, modified } = state;
    await this.tools.results.add({ ...made, path, bytes, modified });
    this.tools.made.set(prepared.sha256, path);
  }

  /** The earlier result, if the file has only another date. */
  async #unchanged({ picture, earlier }: PlannedPicture<Picture>, { sha256 }: PreparedPicture) {
    if (!earlier || earlier.failed || earlier.sha256 !== sha256) return null;
    const result = await this.tools.results.find(picture.path);
    return result && knowsTexts(result, picture.originals) ? result : null;
  }

  /** The result of a picture with the same bytes, if it has matched all original texts of this one. */
  async #duplicate(picture: Picture, { sha256 }: PreparedPicture): Promise<PictureResult | null> {
    const { made, results } = this.tools;
    const path = made.get(sha256);
    if (path === undefined) return null;
    await results.stored();
    const other = await results.find(path);
    if (!other || other.error || !knowsTexts(other, picture.originals)) return null;
    const matches = matchesOf(other);
    const withMatch = (each: OriginalText) => ({ ...each, match: matches.get(each.text) ?? null });
    return { ...other, originals: picture.originals.map(withMatch) };
  }

  /** Stores why a picture has no texts. @throws the reason, if it stops the run. */
  async #fail(picture: Picture, reason: unknown): Promise<void> {
    const { stopsRun, failure, results } = this.tools;
    if (stopsRun(reason)) throw reason;
    await results.add(failedResult(picture, await failure(reason)));
  }
}
