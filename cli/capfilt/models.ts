/** The models of a run, in this process. */

import type { PreparedPicture } from '../../core/protocol/index.ts';
import type { CaptionSettings } from '../../core/settings/index.ts';
import { type Fingerprint, fingerprintOf } from '../../dataset/index.ts';
import {
  type CapFiltModels,
  captionPictures,
  imageSettingsOf,
  type PictureCaptioner,
} from '../../workers/capfilt/index.ts';
import {
  createEngine,
  createMatcher,
  type EngineOptions,
  requireCapability,
} from '../../workers/engine/index.ts';
import { checkedSettings, type OpenedModel, openModel } from '../model.ts';
import type { CaptionFlags } from '../options.ts';
import { preparePicture } from './prepare-picture.ts';

/** What reads and captions pictures: this process, or others. */
export interface CaptionWorker extends PictureCaptioner {
  /** Several may be read at once, before their turn comes. @throws {PictureError} */
  prepare(file: Uint8Array): Promise<PreparedPicture>;
  dispose(): Promise<void>;
}

/** Bundles that are opened and checked, before their graphs are loaded. */
export interface OpenedModels {
  captioner: OpenedModel;
  /** Null where there is none: nothing is filtered then. */
  matcher: OpenedModel | null;
  /** Captioner and matcher are one bundle, whose vision tower runs once. */
  shared: boolean;
  settings: CaptionSettings;
  fingerprint: Fingerprint;
}

/**
 * Opens captioner and matcher. Without `--matcher` the captioner's own bundle is the matcher, if it can match.
 * @throws {CliError | BundleError} for a folder that is no bundle, one that cannot match, and settings out of range.
 */
export async function openModels(flags: CaptionFlags, signal: AbortSignal): Promise<OpenedModels> {
  const captioner = await openModel(flags, signal);
  const own = captioner.bundle.manifest;
  requireCapability(own, ['caption']);
  const settings = checkedSettings(flags, captioner);
  const other =
    flags.matcher === undefined ? null : await openModel({ ...flags, model: flags.matcher }, signal);
  if (other) requireCapability(other.bundle.manifest, ['match']);
  const shared = other ? isSameBundle(captioner, other) : own.capabilities.includes('match');
  const matcher = shared ? captioner : other;
  const fingerprint = fingerprintOf(own, matcher?.bundle.manifest ?? null, settings);
  return { captioner, matcher, shared, settings, fingerprint };
}

function isSameBundle({ bundle: a }: EngineOptions, { bundle: b }: EngineOptions): boolean {
  return a.manifest.source.sha256 === b.manifest.source.sha256 && a.manifest.dtype === b.manifest.dtype;
}

/** Loads the graphs. The caller disposes of the result. */
export async function startWorker({
  captioner,
  matcher,
  shared,
  settings,
}: OpenedModels): Promise<CaptionWorker> {
  const engine = await createEngine(captioner);
  const models: CapFiltModels = { engine, matcher: null };
  const dispose = async () => {
    await Promise.all([engine.dispose(), models.matcher?.matcher.dispose()]);
  };
  try {
    if (matcher) models.matcher = { matcher: await createMatcher(matcher, { encoded: shared }), shared };
  } catch (error) {
    await dispose();
    throw error;
  }
  const imageSettings = imageSettingsOf(models);
  // A batch that has begun is finished, whatever happens: its pictures are those in hand.
  const { signal } = new AbortController();
  const captioning = { models, settings, signal, step: <T>(job: () => Promise<T>) => job() };
  return {
    picturesPerBatch: engine.picturesPerBatch,
    batchesAtOnce: 1,
    prepare: (file) => preparePicture(file, imageSettings),
    caption: (pictures) => captionPictures(captioning, pictures),
    dispose,
  };
}
