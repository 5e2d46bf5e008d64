/** The cache: the demo model's bundle, the downloads of the hub, and vectors of pictures. */
import { lstat, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemCode } from './errors.ts';
import { isTemporary } from './temporary.ts';

/** The system's cache folder for this program. */
export function cacheFolder(): string {
  return join(cacheHome(), 'blipscope');
}

function cacheHome(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    case 'win32':
      return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
    default:
      return join(homedir(), '.cache');
  }
}

const DEMO = /^demo-[0-9a-f]{16}$/;
const HUB = 'hub';
const HASHES = 'hashes';
const VECTORS = 'vectors';
/** Names of `download-store.ts`: a digest, and what is added while it is fetched; version 0.1 added `.etag` too. */
const DOWNLOAD = /^(git-sha1|sha256)-[0-9a-f]+(\.partial|\.etag)?$/;
const HASH = /^[0-9a-f]{64}$/;
const VECTOR_FILE = /^[0-9a-f]{64}\.jsonl$/;
/** A program that still writes to a temporary folder is not older than this. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Where the demo model's bundle goes; `fingerprint` is of checkpoint and exporter. */
export function demoFolder(fingerprint: string): string {
  return join(cacheFolder(), `demo-${fingerprint}`);
}

/** Where the downloads of the hub go. */
export function hubFolder(): string {
  return join(cacheFolder(), HUB);
}

/** Where the hashes of bundles' files are remembered. */
export function hashesFolder(): string {
  return join(cacheFolder(), HASHES);
}

/** Where the vectors of pictures that were searched are. */
export function vectorsFolder(): string {
  return join(cacheFolder(), VECTORS);
}

/** Removes bundles of the demo model that other versions made, and what killed programs left. */
export async function removeOldDemos(current: string): Promise<void> {
  for (const name of await namesIn(cacheFolder())) {
    const path = join(cacheFolder(), name);
    const isOld = DEMO.test(name) ? path !== current : isTemporary(name) && (await isOlderThanDay(path));
    if (isOld) await rm(path, { recursive: true, force: true });
  }
}

/**
 * Removes the demo model, the downloads and the vectors; other files stay, and what another program may still be writing. Returns the
 * bytes that became free.
 */
export async function clearCache(): Promise<number> {
  const before = await totalBytes();
  for (const name of await namesIn(cacheFolder())) {
    const path = join(cacheFolder(), name);
    const isUnused = DEMO.test(name) || (isTemporary(name) && (await isOlderThanDay(path)));
    if (isUnused) await rm(path, { recursive: true, force: true });
  }
  for (const name of await namesIn(hubFolder())) {
    if (DOWNLOAD.test(name)) await rm(join(hubFolder(), name), { force: true });
  }
  for (const name of await namesIn(hashesFolder())) {
    if (HASH.test(name)) await rm(join(hashesFolder(), name), { force: true });
  }
  for (const name of await namesIn(vectorsFolder())) {
    if (VECTOR_FILE.test(name)) await rm(join(vectorsFolder(), name), { force: true });
  }
  return before - (await totalBytes());
}

async function totalBytes(): Promise<number> {
  const { demo, hub, vectors } = await cacheBytes();
  return demo + hub + vectors;
}

/** Bytes of the demo model's bundles, of the hub's downloads and of the vectors. */
export async function cacheBytes(): Promise<{ demo: number; hub: number; vectors: number }> {
  const demos = (await namesIn(cacheFolder())).filter((name) => DEMO.test(name) || isTemporary(name));
  const sizes = await Promise.all(demos.map((name) => bytesIn(join(cacheFolder(), name))));
  return {
    demo: sizes.reduce((sum, size) => sum + size, 0),
    hub: await bytesIn(hubFolder()),
    vectors: await bytesIn(vectorsFolder()),
  };
}

async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await namesIn(folder)) {
    const entry = await lstat(join(folder, name));
    sum += entry.isDirectory() ? await bytesIn(join(folder, name)) : entry.size;
  }
  return sum;
}

async function isOlderThanDay(path: string): Promise<boolean> {
  return Date.now() - (await lstat(path)).mtimeMs > DAY_MS;
}

/** None if the folder does not exist. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
