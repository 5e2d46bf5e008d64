import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  BundleError,
  type BundleManifest,
  type GraphFiles,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
} from '../core/manifest/manifest.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import type { Bundle } from '../workers/engine/index.ts';
import { CliError, systemCode } from './errors.ts';
import { sha256Of } from './hash-memory.ts';
import { readBytes, readText, TooLargeError } from './read-file.ts';

/**
 * Opens the bundle in a folder. Every file is checked against the manifest's size and SHA-256 when it is read.
 * @throws {CliError} if the folder has no manifest
 * @throws {BundleError} if the manifest or a file is damaged or too new
 */
export async function openBundle(folder: string): Promise<Bundle> {
  const manifest = parseManifest(await readManifest(folder));
  return {
    manifest,
    read: (name) => readChecked(folder, name, manifest),
    locate: (graph) => locate(folder, graph, manifest),
  };
}

/** The runtime refuses data files outside the graph's folder, to which links may lead. */
async function locate(
  folder: string,
  { file, data }: GraphFiles,
  manifest: BundleManifest,
): Promise<string | null> {
  const paths = [file, ...data].map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => aboutFile(path, lstat(path))));
  if (!kinds.every((kind) => kind.isFile())) return null;
  for (const name of [file, ...data]) await checkFile(folder, name, manifest);
  return join(folder, file);
}

async function checkFile(folder: string, name: string, manifest: BundleManifest): Promise<void> {
  const path = join(folder, name);
  const { size } = await aboutFile(path, stat(path));
  requireExpected(path, size, await aboutFile(path, sha256Of(path)), expectedOf(name, manifest));
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readText(join(folder, MANIFEST_FILE), { maxBytes: MAX_MANIFEST_BYTES });
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw error;
    throw new CliError(
      `${folder} is not a bundle: it has no ${MANIFEST_FILE}. Make one with "blipscope export", and pass its folder as --model.`,
    );
  }
}

async function readChecked(folder: string, name: string, manifest: BundleManifest): Promise<Uint8Array> {
  const expected = expectedOf(name, manifest);
  const path = join(folder, name);
  const bytes = await aboutFile(path, readBytes(path, { maxBytes: expected.bytes }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  requireExpected(path, bytes.byteLength, sha256, expected);
  return bytes;
}

type Expected = BundleManifest['files'][string];

function expectedOf(name: string, { files }: BundleManifest): Expected {
  const expected = files[name];
  if (expected !== undefined && basename(name) === name) return expected;
  throw new BundleError('model-corrupt', `${MANIFEST_FILE} lists no file "${name}". Export the model again.`);
}

function requireExpected(path: string, bytes: number, sha256: string, expected: Expected): void {
  if (bytes !== expected.bytes) throw damaged(path, `it has ${bytes} bytes, not ${expected.bytes}`);
  if (sha256 !== expected.sha256) throw damaged(path, 'its SHA-256 is not that of the manifest');
}

async function aboutFile<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw damaged(path, 'it is missing');
    if (error instanceof TooLargeError) throw damaged(path, `it has more than ${error.maxBytes} bytes`);
    throw error instanceof CliError ? new CliError(`${path}: ${error.message}`) : error;
  }
}

function damaged(path: string, what: string): BundleError {
  return new BundleError('model-corrupt', `${path} is damaged: ${what}. Export the model again.`);
}
