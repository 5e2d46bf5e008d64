/** Lists, removes, restores and purges installed bundles. */

import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { InstalledBundle, PickedFile } from '../../core/protocol/index.ts';
import {
  bundlesFolder,
  deleteBundle,
  descriptionOf,
  findInstalled,
  type Installed,
  listInstalled,
  markRemoved,
  notInstalled,
  readInstalled,
  requireInstalled,
  unmarkRemoved,
} from '../storage/installed.ts';
import { type Folder, findFile, findFolder, listNames, makeFolder } from '../storage/opfs.ts';
import { OpfsBundleSink } from '../storage/opfs-file.ts';
import type { LibraryServices } from './services.ts';

/** Bundles that are not removed, newest first. */
export async function listBundles({ openRoot }: LibraryServices): Promise<InstalledBundle[]> {
  const found = await listInstalled(await openRoot());
  return found
    .filter(({ installed }) => !installed.removed)
    .map(({ key, installed }) => descriptionOf(key, installed))
    .sort((a, b) => b.installedAt - a.installedAt);
}

/** Null if it is not installed, or was removed. */
export async function findBundle(services: LibraryServices, key: string): Promise<InstalledBundle | null> {
  return (await listBundles(services)).find((bundle) => bundle.key === key) ?? null;
}

/**
 * Writes a bundle unless it is there already, in its own lock: the bundle is listed only when it is complete, and what a
 * failure leaves is deleted. `write` writes the manifest last.
 * @throws {StorageError} ('busy'), and what `write` throws
 */
export async function addBundle(
  { openRoot, locks }: LibraryServices,
  key: string,
  write: (sink: OpfsBundleSink) => Promise<unknown>,
): Promise<InstalledBundle> {
  return locks.exclusively(bundleLock(key), async () => {
    const bundles = await bundlesFolder(await openRoot());
    const there = await findInstalled(bundles, key);
    if (there && !there.removed) return descriptionOf(key, there);
    await deleteBundle(bundles, key);
    const folder = await makeFolder(bundles, key);
    const sink = new OpfsBundleSink(folder);
    try {
      await write(sink);
    } catch (error) {
      sink.abandon();
      // Where even that fails, the next visit sweeps.
      await deleteBundle(bundles, key).catch(() => {});
      throw error;
    }
    return descriptionOf(key, await requireInstalled(folder));
  });
}

/** Marks it as removed. While this tab is open, no tab deletes its bytes. */
export async function removeBundle({ openRoot, locks }: LibraryServices, key: string): Promise<void> {
  await locks.exclusively(bundleLock(key), async () => {
    const { folder } = await openBundleFolder(await openRoot(), key);
    await locks.hold(removedLock(key));
    await markRemoved(folder);
  });
}

/**
 * Undoes `removeBundle`.
 * @throws {StorageError} ('model-missing') if its bytes are deleted
 */
export async function restoreBundle(
  { openRoot, locks }: LibraryServices,
  key: string,
): Promise<InstalledBundle> {
  return locks.exclusively(bundleLock(key), async () => {
    const { folder, installed } = await openBundleFolder(await openRoot(), key);
    await unmarkRemoved(folder, installed);
    await locks.release(removedLock(key));
    return descriptionOf(key, installed);
  });
}

/** Deletes a removed bundle. One that was restored or installed again meanwhile, perhaps in another tab, stays. */
export async function purgeBundle({ openRoot, locks }: LibraryServices, key: string): Promise<void> {
  await locks.exclusively(bundleLock(key), async () => {
    const bundles = await bundlesFolder(await openRoot());
    if ((await stateOf(bundles, key)) === 'removed') await deleteBundle(bundles, key);
    await locks.release(removedLock(key));
  });
}

/**
 * All files of a bundle, including the manifest.
 * @throws {StorageError} ('model-missing')
 */
export async function bundleFiles({ openRoot }: LibraryServices, key: string): Promise<PickedFile[]> {
  const { folder, installed } = await openBundleFolder(await openRoot(), key);
  const files: PickedFile[] = [];
  for (const path of [MANIFEST_FILE, ...Object.keys(installed.manifest.files)]) {
    const file = await findFile(folder, path);
    if (!file) throw notInstalled();
    files.push({ path, file });
  }
  return files;
}

/** Deletes what no tab needs any more: incomplete bundles of closed tabs, and bundles that were removed in them. */
export async function sweepBundles({ openRoot, locks }: LibraryServices): Promise<void> {
  const bundles = await bundlesFolder(await openRoot());
  for (const key of await listNames(bundles)) {
    await locks.ifFree(bundleLock(key), async () => {
      const state = await stateOf(bundles, key);
      if (state === 'unfinished') await deleteBundle(bundles, key);
      if (state === 'removed') await locks.ifFree(removedLock(key), () => deleteBundle(bundles, key));
    });
  }
}

async function stateOf(bundles: Folder, key: string): Promise<'installed' | 'removed' | 'unfinished'> {
  try {
    const folder = await findFolder(bundles, key);
    const installed = folder && (await readInstalled(folder));
    if (!installed) return 'unfinished';
    return installed.removed ? 'removed' : 'installed';
  } catch {
    // A manifest that this version cannot read may be of a newer one, and one that cannot be read just now is whole.
    return 'installed';
  }
}

/** Held by whoever changes the bundle. */
function bundleLock(key: string): string {
  return `bundle ${key}`;
}

/** Held by tabs that may restore the bundle. */
function removedLock(key: string): string {
  return `removed ${key}`;
}

async function openBundleFolder(
  root: Folder,
  key: string,
): Promise<{ folder: Folder; installed: Installed }> {
  const folder = await findFolder(await bundlesFolder(root), key);
  const installed = folder && (await readInstalled(folder));
  if (!folder || !installed) throw notInstalled();
  return { folder, installed };
}
