import type { Backend, Dtype, InstalledBundle } from '../../core/protocol/index.ts';
import { type CheckpointFiles, exportBundle, inspectCheckpoint } from '../../model-export/index.ts';
import type { Context } from '../serve/serve.ts';
import { bundlesFolder, descriptionOf, requireInstalled } from '../storage/installed.ts';
import { makeFolder, remove } from '../storage/opfs.ts';
import { OpfsBundleSink } from '../storage/opfs-file.ts';
import { type LibraryServices, requireRoom, throttleProgress } from './services.ts';

export interface Conversion {
  key: string;
  files: CheckpointFiles;
  id: string;
  revision: string | null;
  target: Backend;
  dtype: Dtype;
}

/**
 * Converts a checkpoint into an installed bundle. The bundle is listed only when it is complete; a failed conversion
 * is deleted.
 */
export async function convert(
  services: LibraryServices,
  { key, files, id, revision, target, dtype }: Conversion,
  { progress, signal }: Context<'install'>,
): Promise<InstalledBundle> {
  const { locks, hashing, openRoot } = services;
  return locks.exclusively(`bundle ${key}`, async () => {
    const bundles = await bundlesFolder(await openRoot());
    await remove(bundles, key);
    const { bundleBytes } = await inspectCheckpoint(files, { target });
    await requireRoom(services, bundleBytes[dtype] ?? 0, 'The converted model');
    const folder = await makeFolder(bundles, key);
    const sink = new OpfsBundleSink(folder);
    const onProgress = throttleProgress((doneBytes, totalBytes) =>
      progress({ phase: 'convert', doneBytes, totalBytes, notice: null }),
    );
    try {
      await exportBundle({ files, id, revision, target, dtype, sink, hashing, signal, onProgress });
    } catch (error) {
      sink.abandon();
      await remove(bundles, key);
      throw error;
    }
    return descriptionOf(key, await requireInstalled(folder));
  });
}
