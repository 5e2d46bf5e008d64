import type { BundleManifest } from '../../core/manifest/manifest.ts';
import { type CaptionWorker, type OpenedModels, startWorker } from '../capfilt/models.ts';
import type { CaptionFlags, WorkerFlags } from '../options.ts';
import { planWorkers } from './plan.ts';
import { startPool } from './pool.ts';

/**
 * Loads the models in this process, or in as many as the cores and the memory make worth while. On a GPU one process is
 * enough, unless `--workers` says otherwise.
 * @throws {CliError | BundleError | EngineError} if they cannot be loaded
 */
export async function startWorkers(
  { workers: given, ...flags }: CaptionFlags & WorkerFlags,
  models: OpenedModels,
): Promise<CaptionWorker> {
  const bytes = [models.captioner, ...(models.shared || !models.matcher ? [] : [models.matcher])]
    .map(({ bundle }) => bytesOf(bundle.manifest))
    .reduce((sum, each) => sum + each, 0);
  const onGpu = flags.device !== undefined && flags.device !== 'cpu';
  const wanted = given ?? (onGpu ? 1 : undefined);
  const { workers, threads } = planWorkers({ workers: wanted, threads: flags.threads }, bytes);
  return workers === 1 ? startWorker(models) : startPool({ flags: { ...flags, threads }, workers });
}

function bytesOf({ files }: BundleManifest): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
