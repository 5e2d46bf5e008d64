import type { OriginalText } from '../../../core/collection.ts';
import type { CaptionSettings, PreparedPicture } from '../../../core/protocol/index.ts';
import { pictureSeed } from '../../../dataset/index.ts';
import { breaksRuntime, toWire } from '../../serve/errors.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import { nextTask } from '../../serve/next-task.ts';
import type { Models } from '../../serve/text-service.ts';
import type { CollectionDatabase } from '../database.ts';
import { knowsTexts, matchesOf } from '../records.ts';
import type { StoredPicture, StoredResult } from '../schema.ts';
import { type FileSource, stateOf } from '../sources/source.ts';
import { type Captioning, captionPictures } from './caption-pictures.ts';
import { failedResult, isOfFile, stopsRun } from './failures.ts';
import type { Journal } from './journal.ts';
import type { Plan, PlannedPicture } from './plan.ts';

/** A picture during which the worker was lost this often is a failure: the run would never get past it. */
const MAX_CRASHES = 2;

/** Milliseconds after an error within which the browser tells of a lost GPU. */
const LOSS_REPORT = 250;

/** A picture's file, as it was read. */
export interface ReadFile {
  file: File;
  prepared: PreparedPicture;
}

/** A picture that was read. */
interface ReadPicture extends ReadFile {
  picture: StoredPicture;
}

interface Tools {
  models: LoadedModels;
  used: Models;
  database: CollectionDatabase;
  journal: Journal;
  source: FileSource;
  settings: CaptionSettings;
  /** As in `StoredResult`. */
  origin: string;
  plan: Plan;
  /** Gives up the pictures in hand. */
  signal: AbortSignal;
}

/**
 * Makes results of one picture after the other, and captions as many as one batch as the captioner takes. A failure of a
 * picture is a result with an error.
 */
export class PictureRunner {
  readonly #batch: ReadPicture[] = [];

  constructor(private readonly tools: Tools) {}

  /** Stores the picture's result, at once or with its batch. @throws what stops the run. */
  async add(planned: PlannedPicture, read: Promise<ReadFile>): Promise<void> {
    const { picture } = planned;
    try {
      const { file, prepared } = await read;
      const isInBatch = this.#batch.some((other) => other.prepared.sha256 === prepared.sha256);
      if (isInBatch || planned.crashed) await this.flush();
      const made = (await this.#unchanged(planned, prepared)) ?? (await this.#duplicate(picture, prepared));
      if (made) return await this.#store({ picture, file, prepared }, made);
      this.#batch.push({ picture, file, prepared });
    } catch (reason) {
      return this.#fail(picture, reason);
    }
    const { picturesPerBatch } = this.tools.used.captioner.engine;
    if (planned.crashed || this.#batch.length >= picturesPerBatch) await this.flush();
  }

  /** Captions the batch. @throws what stops the run. */
  async flush(): Promise<void> {
    const batch = this.#batch.splice(0);
    if (batch.length === 0) return;
    try {
      await this.#caption(batch);
    } catch (reason) {
      if (breaksRuntime(reason)) await this.#crashed(batch, reason);
      if (batch.length === 1) return this.#fail(batch[0]!.picture, reason);
      if (stopsRun(reason)) throw reason;
      // One of them failed, perhaps for a lack of memory: the others do not have to.
      for (const read of batch) await this.#caption([read]).catch((error) => this.#fail(read.picture, error));
    }
  }

  async #caption(batch: readonly ReadPicture[]): Promise<void> {
    const { models, used, settings, origin, signal } = this.tools;
    const captioning: Captioning = {
      models: used,
      settings,
      signal,
      turn: (step) => models.turn(used, step, signal),
    };
    const inputs = batch.map(({ picture: { originals }, prepared: { sha256, pixelValues, texts } }) => {
      return { originals, embedded: texts, pixelValues, seed: pictureSeed(settings.seed, sha256) };
    });
    const texts = await this.#whileAlive(captionPictures(captioning, inputs));
    for (const [index, read] of batch.entries()) {
      const { width, height, sha256 } = read.prepared;
      await this.#store(read, { ...texts[index]!, width, height, sha256, error: null, origin });
    }
  }

  /** What a lost GPU computed is not stored, and no picture's failure. @throws {EngineLost} */
  async #whileAlive<T>(captioning: Promise<T>): Promise<T> {
    try {
      const result = await captioning;
      await nextTask();
      return result;
    } catch (reason) {
      if (!stopsRun(reason)) await new Promise((resolve) => setTimeout(resolve, LOSS_REPORT));
      throw reason;
    } finally {
      this.tools.models.throwIfLost();
    }
  }

  async #store(
    { picture: { collection, path }, file, prepared }: ReadPicture,
    made: Omit<StoredResult, 'collection' | 'path' | 'bytes' | 'modified'>,
  ): Promise<void> {
    await this.tools.journal.add({ ...made, collection, path, ...stateOf(file) });
    this.tools.plan.made.set(prepared.sha256, path);
  }

  /** The earlier result, if the file has only another date. */
  async #unchanged({ picture, earlier }: PlannedPicture, { sha256 }: PreparedPicture) {
    if (!earlier || earlier.failed || earlier.sha256 !== sha256) return null;
    const result = await this.tools.database.result(picture.collection, picture.path);
    return result && knowsTexts(result, picture.originals) ? result : null;
  }

  /** The result of a picture with the same bytes, if it has matched all original texts of this one. */
  async #duplicate(picture: StoredPicture, { sha256 }: PreparedPicture): Promise<StoredResult | null> {
    const path = this.tools.plan.made.get(sha256);
    if (path === undefined) return null;
    await this.tools.journal.close();
    const other = await this.tools.database.result(picture.collection, path);
    if (!other || other.error || !knowsTexts(other, picture.originals)) return null;
    const matches = matchesOf(other);
    const withMatch = (each: OriginalText) => ({ ...each, match: matches.get(each.text) ?? null });
    return { ...other, originals: picture.originals.map(withMatch) };
  }

  /** Stores why a picture has no texts. @throws the reason, if it stops the run. */
  async #fail(picture: StoredPicture, reason: unknown): Promise<void> {
    if (stopsRun(reason)) throw reason;
    const error = toWire(reason);
    if (isOfFile(error.code)) await this.tools.source.check();
    await this.tools.journal.add(failedResult(picture, this.tools.origin, error));
  }

  /** The worker is lost. The next one tries these pictures again one by one, but not for ever. */
  async #crashed(batch: readonly ReadPicture[], reason: unknown): Promise<void> {
    const { database, journal, origin } = this.tools;
    for (const { picture } of batch) {
      const crashes = await database.countCrash(picture.collection, picture.path);
      const isCulprit = batch.length === 1 && crashes >= MAX_CRASHES;
      if (isCulprit) await journal.add(failedResult(picture, origin, toWire(reason)));
    }
  }
}
