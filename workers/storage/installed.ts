/** Installed bundles: a folder each, named by their key. */
import { BundleError, type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { parseManifest } from '../../core/manifest/parse-manifest.ts';
import type { InstalledBundle } from '../../core/protocol/index.ts';
import type { Bundle } from '../engine/index.ts';
import type { BundleOptions } from './bundle.ts';
import { StorageError } from './errors.ts';
import { type Folder, findFile, findFolder, listNames, makeFolder, openRoot } from './opfs.ts';

const BUNDLES = 'bundles';
/** In a folder: the bundle was removed, and can be restored. */
const REMOVED = 'removed';

export function bundlesFolder(root: Folder): Promise<Folder> {
  return makeFolder(root, BUNDLES);
}

/**
 * Opens an installed bundle. Its files were hashed when they were written, in a place where nothing else writes, and
 * hashing hundreds of megabytes would delay every start: here only their sizes are compared, which finds files that
 * were cut off or are gone.
 * @throws {StorageError} ('model-missing', 'model-corrupt', 'storage-off')
 */
export async function openInstalledBundle(key: string, options: BundleOptions = {}): Promise<Bundle> {
  const folder = await findFolder(await openRoot(), BUNDLES, key);
  const installed = folder && (await readInstalled(folder));
  if (!folder || !installed) throw notInstalled();
  const { manifest } = installed;
  const progress = new ReadProgress(manifest, options.onProgress);
  return {
    manifest,
    read: async (name) => {
      options.signal?.throwIfAborted();
      const bytes = await readChecked(folder, manifest, name);
      progress.finish(name);
      return bytes;
    },
  };
}

async function readChecked(folder: Folder, manifest: BundleManifest, name: string): Promise<Uint8Array> {
  const expected = manifest.files[name];
  const file = expected && (await findFile(folder, name));
  if (!file) throw damaged(name, 'it is missing');
  if (file.size !== expected.bytes) throw damaged(name, `${file.size} bytes instead of ${expected.bytes}`);
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw damaged(name, error);
  }
}

/** A bundle's folder, read. */
export interface Installed {
  manifest: BundleManifest;
  /** As it is in the file. */
  text: string;
  removed: boolean;
  installedAt: number;
}

/**
 * Null for a folder that holds no whole bundle.
 * @throws {BundleError} for one that cannot be used
 */
export async function readInstalled(folder: Folder): Promise<Installed | null> {
  const file = await findFile(folder, MANIFEST_FILE);
  const text = (await file?.text()) ?? '';
  if (!file || !isJson(text)) return null;
  const removed = (await findFile(folder, REMOVED)) !== null;
  return { manifest: parseManifest(text), text, removed, installedAt: file.lastModified };
}

/** As `readInstalled`. @throws {StorageError} ('model-missing') where it gives null */
export async function requireInstalled(folder: Folder): Promise<Installed> {
  const installed = await readInstalled(folder);
  if (!installed) throw notInstalled();
  return installed;
}

/** What the page is told of it. */
export function descriptionOf(key: string, { manifest, installedAt }: Installed): InstalledBundle {
  const { source, target, dtype, capabilities, files } = manifest;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { key, id: source.id, revision: source.revision, target, dtype, bytes, capabilities, installedAt };
}

/** Those that can be used, the removed ones among them. */
export async function listInstalled(root: Folder): Promise<{ key: string; installed: Installed }[]> {
  const bundles = await bundlesFolder(root);
  const found: { key: string; installed: Installed }[] = [];
  for (const key of await listNames(bundles)) {
    const installed = await readUsable(await bundles.getDirectoryHandle(key));
    if (installed) found.push({ key, installed });
  }
  return found;
}

/** Null for what no list can show; a newer Blipscope may have written it, so it is not deleted. */
async function readUsable(folder: Folder): Promise<Installed | null> {
  try {
    return await readInstalled(folder);
  } catch (error) {
    if (error instanceof BundleError) return null;
    throw error;
  }
}

export async function markRemoved(folder: Folder): Promise<void> {
  await folder.getFileHandle(REMOVED, { create: true });
}

export async function unmarkRemoved(folder: Folder): Promise<void> {
  await folder.removeEntry(REMOVED);
}

export function notInstalled(): StorageError {
  return new StorageError(
    'model-missing',
    'This model is no longer installed. Install it again, or choose another one.',
  );
}

function damaged(name: string, cause: unknown): StorageError {
  return new StorageError(
    'model-corrupt',
    `The installed model's file ${name} is damaged. Delete the model and install it again.`,
    { cause },
  );
}

/** The manifest is written last: one that is cut off belongs to a bundle that is not whole. */
function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== null;
  } catch {
    return false;
  }
}

/** Counts each file once, however often it is read. */
class ReadProgress {
  readonly #read = new Set<string>();

  constructor(
    private readonly manifest: BundleManifest,
    private readonly report: BundleOptions['onProgress'],
  ) {}

  finish(name: string): void {
    this.#read.add(name);
    this.report?.(sizeOf(this.manifest, [...this.#read]), sizeOf(this.manifest, this.allNames()));
  }

  private allNames(): string[] {
    return Object.keys(this.manifest.files);
  }
}

function sizeOf({ files }: BundleManifest, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + files[name]!.bytes, 0);
}
