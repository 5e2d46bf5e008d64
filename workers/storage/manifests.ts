/** The manifests of persisted bundles. Several versions of a bundle may be stored, each identified by its SHA-256. */
import { type BundleManifest, MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { parseManifest } from '../../core/manifest/parse-manifest.ts';
import { sha256 } from '../../core/sha256.ts';
import type { ByteStore } from './byte-store.ts';
import { download } from './download.ts';
import { isOnlyShell } from './shells.ts';

export interface ManifestOptions {
  /** The SHA-256 of the wanted manifest, if the folder may have another version. */
  manifestSha256?: string | undefined;
  signal?: AbortSignal | undefined;
}

interface Version {
  bytes: Uint8Array<ArrayBuffer>;
  sha256: string;
  manifest: BundleManifest;
}

interface PersistedVersion extends Version {
  key: string;
  /** All its files are persisted too. */
  complete: boolean;
}

/**
 * Returns the wanted version if it is completely persisted; else the version in the folder, which is then persisted;
 * else, if the folder cannot be read, any persisted version.
 * @throws {StorageError}
 * @throws {BundleError} if there is none
 */
export async function readManifest(
  url: string,
  store: ByteStore,
  { manifestSha256: wanted, signal }: ManifestOptions,
): Promise<BundleManifest> {
  const persisted = await persistedVersions(url, store);
  const own = persisted.find((each) => each.complete && each.sha256 === wanted);
  if (own) {
    await dropOthers(url, store, own.sha256);
    return own.manifest;
  }
  const best = bestOf(persisted, wanted);
  let fetched: Version;
  try {
    fetched = await decodeVersion(await download(url + MANIFEST_FILE, { signal }));
  } catch (error) {
    // No connection, a server in trouble, a page that asks to log in: a persisted version will do.
    if (best && !signal?.aborted) return best.manifest;
    throw error;
  }
  await store.put(fetched.sha256 === wanted ? pinnedKey(url, wanted) : url + MANIFEST_FILE, fetched.bytes);
  if (persisted.length > 0) await dropUnused(url, store);
  return fetched.manifest;
}

/** The version to use without a network; undefined if none is persisted. */
export async function persistedManifest(
  url: string,
  store: ByteStore,
  wanted: string | undefined,
): Promise<BundleManifest | undefined> {
  return bestOf(await persistedVersions(url, store), wanted)?.manifest;
}

/** Whether a version of the bundle is persisted with its manifest and all its files. */
export async function isPersisted(url: string, store: ByteStore): Promise<boolean> {
  return (await persistedVersions(url, store)).some(({ complete }) => complete);
}

/** Deletes other versions of the folder's manifest, unless another version of the app needs them. */
export async function dropOthers(url: string, store: ByteStore, wanted: string): Promise<void> {
  const persisted = await persistedVersions(url, store);
  const [own, ...copies] = persisted.filter(({ sha256 }) => sha256 === wanted);
  const others = persisted.filter(({ sha256 }) => sha256 !== wanted);
  const outdated = [...copies, ...others];
  if (!own?.complete || outdated.length === 0 || !(await isOnlyShell(url))) return;
  await Promise.all(outdated.map(({ key }) => store.delete(key)));
  await dropUnused(url, store);
}

function bestOf(persisted: PersistedVersion[], wanted: string | undefined): PersistedVersion | undefined {
  const rank = (each: PersistedVersion) => Number(each.complete) * 2 + Number(each.sha256 === wanted);
  return persisted.toSorted((a, b) => rank(b) - rank(a))[0];
}

function pinnedKey(url: string, hash: string): string {
  return `${url}${hash}/${MANIFEST_FILE}`;
}

async function persistedVersions(url: string, store: ByteStore): Promise<PersistedVersion[]> {
  const keys = new Set(await store.keys());
  const own = [...keys].filter((key) => isManifest(key) && key.startsWith(url));
  const versions = await Promise.all(own.map((key) => persistedVersion(key, store, keys)));
  return versions.filter((each) => each !== null);
}

/** Null for a manifest that cannot be used. */
async function persistedVersion(
  key: string,
  store: ByteStore,
  keys: ReadonlySet<string>,
): Promise<PersistedVersion | null> {
  const bytes = await store.get(key);
  const version = bytes && (await decodeVersion(bytes).catch(() => null));
  if (!version) return null;
  return { ...version, key, complete: hashesIn(version.manifest).every((hash) => keys.has(hash)) };
}

async function decodeVersion(bytes: Uint8Array<ArrayBuffer>): Promise<Version> {
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  return { bytes, manifest, sha256: await sha256(bytes) };
}

/**
 * Deletes files that no usable manifest in the store lists. Nothing is deleted while the manifest of another folder
 * cannot be used: it may belong to a newer copy of the app on this origin.
 */
async function dropUnused(url: string, store: ByteStore): Promise<void> {
  const keys = await store.keys();
  const versions = await persistedVersions('', store);
  const usable = new Set(versions.map(({ key }) => key));
  if (keys.some((key) => isManifest(key) && !key.startsWith(url) && !usable.has(key))) return;
  const used = new Set(versions.flatMap(({ manifest }) => hashesIn(manifest)));
  const unused = keys.filter((key) => !isManifest(key) && !used.has(key));
  await Promise.all(unused.map((key) => store.delete(key)));
}

function isManifest(key: string): boolean {
  return key.endsWith(MANIFEST_FILE);
}

function hashesIn({ files }: BundleManifest): string[] {
  return Object.values(files).map((file) => file.sha256);
}
