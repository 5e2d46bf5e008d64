/** Installed bundles, in a folder per key. */
import { BundleError, type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { parseManifest } from '../../core/manifest/parse-manifest.ts';
import type { InstalledBundle } from '../../core/protocol/index.ts';
import type { Bundle } from '../engine/index.ts';
import type { BundleOptions } from './bundle.ts';
import { StorageError } from './errors.ts';
import {
  type Folder,
  findFile,
  findFolder,
  listNames,
  makeFolder,
  openRoot,
  orNull,
  remove,
} from './opfs.ts';

const BUNDLES = 'bundles';
/** A file that marks a bundle as removed; it can be restored. No file of a bundle begins with a dot. */
const REMOVED = '.removed';
/** The marker's name in version 0.1, where a bundle may have a file of that name too. */
const REMOVED_BEFORE = 'removed';

export function bundlesFolder(root: Folder): Promise<Folder> {
  return makeFolder(root, BUNDLES);
}

/**
 * Opens an installed bundle. Files were hashed when they were written, and nothing else writes there; hashing
 * hundreds of megabytes would delay every start. So only sizes are compared, which finds truncated and missing files.
 * @throws {StorageError} ('model-missing', 'model-corrupt', 'storage-off', 'read-failed')
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
      const bytes = await readChecked(folder, installed, name);
      progress.finish(name);
      return bytes;
    },
  };
}

async function readChecked(folder: Folder, installed: Installed, name: string): Promise<Uint8Array> {
  const expected = Object.hasOwn(installed.manifest.files, name) && installed.manifest.files[name];
  const bytes = expected && (await readBytes(folder, name));
  if (expected && bytes && bytes.byteLength === expected.bytes) return bytes;
  if (!(await isStillThere(folder, installed))) throw notInstalled();
  const found = bytes ? `${bytes.byteLength} bytes` : 'nothing';
  throw damaged(name, `${found} instead of ${expected ? expected.bytes : 0} bytes`);
}

/** Null when there is no such file. */
async function readBytes(folder: Folder, name: string): Promise<Uint8Array | null> {
  const file = await findFile(folder, name);
  return file && orNull(file.arrayBuffer().then((buffer) => new Uint8Array(buffer)));
}

/** Whether the same bundle is in the folder: another tab may have deleted or replaced it. */
async function isStillThere(folder: Folder, { text }: Installed): Promise<boolean> {
  return (await orNull(readInstalled(folder)))?.text === text;
}

/** The contents of a bundle's folder. */
export interface Installed {
  manifest: BundleManifest;
  /** The manifest file's text. */
  text: string;
  removed: boolean;
  installedAt: number;
}

/**
 * Null for a folder without a complete bundle.
 * @throws {BundleError} for a manifest that cannot be used
 * @throws {StorageError} ('read-failed')
 */
export async function readInstalled(folder: Folder): Promise<Installed | null> {
  // Before the manifest: a bundle that is deleted meanwhile must not look as if it were not marked.
  const marked = (await findFile(folder, REMOVED)) !== null;
  const markedBefore = (await findFile(folder, REMOVED_BEFORE)) !== null;
  const file = await findFile(folder, MANIFEST_FILE);
  const text = file && (await orNull(file.text()));
  if (!text || !isJson(text)) return null;
  const manifest = parseManifest(text);
  const removed = marked || (markedBefore && !Object.hasOwn(manifest.files, REMOVED_BEFORE));
  return { manifest, text, removed, installedAt: file.lastModified };
}

/**
 * As `readInstalled`.
 * @throws {StorageError} ('model-missing') instead of null
 */
export async function requireInstalled(folder: Folder): Promise<Installed> {
  const installed = await readInstalled(folder);
  if (!installed) throw notInstalled();
  return installed;
}

/** The description for the page. */
export function descriptionOf(key: string, { manifest, installedAt }: Installed): InstalledBundle {
  const { source, target, dtype, capabilities, files } = manifest;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { key, id: source.id, revision: source.revision, target, dtype, bytes, capabilities, installedAt };
}

/** All bundles that can be used, including removed ones. */
export async function listInstalled(root: Folder): Promise<{ key: string; installed: Installed }[]> {
  const bundles = await bundlesFolder(root);
  const found: { key: string; installed: Installed }[] = [];
  for (const key of await listNames(bundles)) {
    const installed = await findInstalled(bundles, key);
    if (installed) found.push({ key, installed });
  }
  return found;
}

/** Null for a bundle that cannot be used. A newer version may have written it, so it is not deleted. */
export async function findInstalled(bundles: Folder, key: string): Promise<Installed | null> {
  const folder = await findFolder(bundles, key);
  try {
    return folder && (await orNull(readInstalled(folder)));
  } catch (error) {
    if (error instanceof BundleError) return null;
    throw error;
  }
}

export async function markRemoved(folder: Folder): Promise<void> {
  await folder.getFileHandle(REMOVED, { create: true });
}

export async function unmarkRemoved(folder: Folder, { manifest }: Installed): Promise<void> {
  await remove(folder, REMOVED);
  if (!Object.hasOwn(manifest.files, REMOVED_BEFORE)) await remove(folder, REMOVED_BEFORE);
}

/** Deletes a bundle's folder. The manifest goes first: what is left if the tab is closed then is no bundle. */
export async function deleteBundle(bundles: Folder, key: string): Promise<void> {
  const folder = await findFolder(bundles, key);
  if (!folder) return;
  await remove(folder, MANIFEST_FILE);
  await remove(bundles, key);
}

export function notInstalled(): StorageError {
  return new StorageError(
    'model-missing',
    'This model is no longer installed. Install it again, or choose another one.',
  );
}

function damaged(name: string, cause: string): StorageError {
  return new StorageError(
    'model-corrupt',
    `The installed model's file ${name} is damaged. Delete the model and install it again.`,
    { cause: new Error(cause) },
  );
}

/** The manifest is written last: a truncated one belongs to an incomplete bundle. */
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
