/** The models of a process that captions shards: loaded once, used for all of them. */
import { type OpenedModels, openModels, startWorker } from '../capfilt/models.ts';
import type { ModelFlags } from '../options.ts';
import { fingerprintOf, type ShardFingerprint } from './fingerprint.ts';
import { readSettings, type ShardSettings } from './settings.ts';
import { asShardError } from './shard-error.ts';
import type { ShardWorker } from './shard-run.ts';

export interface ShardFlags extends ModelFlags {
  matcher?: string;
  settings?: string;
}

export interface OpenedRun {
  models: OpenedModels;
  settings: ShardSettings;
  fingerprint: ShardFingerprint;
}

/** Reads settings and manifests. @throws {ShardError} 'settings' */
export async function openRun(
  { settings: file, ...flags }: ShardFlags,
  signal: AbortSignal,
): Promise<OpenedRun> {
  try {
    const { caption, ...rest } = await readSettings(file);
    const models = await openModels({ ...flags, ...caption }, signal);
    const settings = { ...rest, caption: models.settings };
    const matcher = models.matcher?.bundle.manifest ?? null;
    return {
      models,
      settings,
      fingerprint: fingerprintOf(models.captioner.bundle.manifest, matcher, settings),
    };
  } catch (error) {
    throw asShardError(error, 'settings');
  }
}

/** Loads the graphs. @throws {ShardError} 'settings' */
export async function loadWorker({ models, settings: { caption, texts } }: OpenedRun): Promise<ShardWorker> {
  try {
    return { ...(await startWorker(models)), seed: caption.seed, readsTexts: texts === 'auto' };
  } catch (error) {
    throw asShardError(error, 'settings');
  }
}
