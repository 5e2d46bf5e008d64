/** What captions the pictures of a run in the page. */
import type { CaptionSettings } from '../../../core/protocol/index.ts';
import { type CapFiltModels, captionPictures, type PictureCaptioner } from '../../capfilt/index.ts';
import type { LoadedModels } from '../../serve/loaded-models.ts';
import { nextTask, restAfterSlices } from '../../serve/next-task.ts';
import type { Models } from '../../serve/text-service.ts';
import type { ExtraEngines } from './extra-engines.ts';
import { stopsRun } from './failures.ts';

/** Milliseconds after an error within which the browser tells of a lost GPU. */
const LOSS_REPORT = 250;

export interface CaptionerOptions {
  models: LoadedModels;
  used: Models;
  settings: CaptionSettings;
  /** Gives up the pictures in hand. */
  signal: AbortSignal;
}

export function capFiltModels({ captioner: { engine }, matcher }: Models): CapFiltModels {
  return { engine, matcher: matcher && { matcher: matcher.matcher, shared: matcher.description.shared } };
}

/** The models in this worker, which take turns with the picture on the stage. */
export function loadedCaptioner({ models, used, settings, signal }: CaptionerOptions): PictureCaptioner {
  const step = <T>(job: () => Promise<T>) => models.step(used, job, signal);
  const captioning = { models: capFiltModels(used), settings, step, signal };
  return {
    picturesPerBatch: used.captioner.engine.picturesPerBatch,
    batchesAtOnce: 1,
    caption: (pictures) =>
      whileAlive(models, captionPictures({ ...captioning, rest: restAfterSlices() }, pictures)),
  };
}

/** Extra engines as soon as they are ready, and the loaded one until then and where they fail. */
export function captionerWith(engines: ExtraEngines, options: CaptionerOptions): PictureCaptioner {
  const { models, used, signal } = options;
  const loaded = loadedCaptioner(options);
  return {
    picturesPerBatch: loaded.picturesPerBatch,
    get batchesAtOnce() {
      return Math.max(1, engines.count);
    },
    caption: async (pictures) => {
      // The picture on the stage comes first.
      await models.turn(used, async () => {}, signal);
      return (await engines.caption(pictures, signal)) ?? loaded.caption(pictures);
    },
  };
}

/** What a lost GPU computed is not stored, and no picture's failure. @throws {EngineLost} */
async function whileAlive<T>(models: LoadedModels, captioning: Promise<T>): Promise<T> {
  try {
    const result = await captioning;
    await nextTask();
    return result;
  } catch (reason) {
    if (!stopsRun(reason)) await new Promise((resolve) => setTimeout(resolve, LOSS_REPORT));
    throw reason;
  } finally {
    models.throwIfLost();
  }
}
