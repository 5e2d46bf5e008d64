/** Lists, removes, restores and purges installed bundles. */

import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { InstalledBundle, PickedFile } from '../../core/protocol/index.ts';
import {
  bundlesFolder,
  descriptionOf,
  type Installed,
  listInstalled,
  markRemoved,
  notInstalled,
  readInstalled,
  unmarkRemoved,
} from '../storage/installed.ts';
import { type Folder, findFile, findFolder, listNames, makeFolder, remove } from '../storage/opfs.ts';
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

/** Marks it as removed. While this tab is open, no tab deletes its bytes. */
export async function removeBundle({ openRoot, locks }: LibraryServices, key: string): Promise<void> {
  const { folder } = await openBundleFolder(await openRoot(), key);
  await locks.hold(removedLock(key));
  await markRemoved(folder);
}

/**
 * Undoes `removeBundle`.
 * @throws {StorageError} ('model-missing') if its bytes are deleted
 */
export async function restoreBundle(
  { openRoot, locks }: LibraryServices,
  key: string,
): Promise<InstalledBundle> {
  const { folder, installed } = await openBundleFolder(await openRoot(), key);
  if (installed.removed) await unmarkRemoved(folder);
  await locks.release(removedLock(key));
  return descriptionOf(key, installed);
}

export async function purgeBundle({ openRoot, locks }: LibraryServices, key: string): Promise<void> {
  await remove(await bundlesFolder(await openRoot()), key);
  await locks.release(removedLock(key));
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
    const state = await stateOf(await bundles.getDirectoryHandle(key));
    if (state === 'installed') continue;
    await locks.ifFree(state === 'removed' ? removedLock(key) : `bundle ${key}`, () => remove(bundles, key));
  }
}

async function stateOf(folder: Folder): Promise<'installed' | 'removed' | 'unfinished'> {
  try {
    const installed = await readInstalled(folder);
    if (!installed) return 'unfinished';
    return installed.removed ? 'removed' : 'installed';
  } catch {
    // A manifest that this version cannot read may be of a newer one.
    return 'installed';
  }
}

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

/** Zip files of bundles, which the page may still be saving. */
const PACKED = 'packed';

export async function packedFolder({ openRoot }: LibraryServices): Promise<Folder> {
  return makeFolder(await openRoot(), PACKED);
}

/** Deletes the zip files of this tab and of closed tabs. */
export async function sweepPacked(services: LibraryServices): Promise<void> {
  const { locks } = services;
  const folder = await packedFolder(services);
  for (const name of await listNames(folder)) {
    await locks.release(packedLock(name));
    await locks.ifFree(packedLock(name), () => remove(folder, name));
  }
}

export function packedLock(name: string): string {
  return `packed ${name}`;
}
