import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { BundleError, type BundleManifest, MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import type { Bundle } from '../workers/engine/index.ts';
import { CliError, systemCode } from './errors.ts';
import { readBytes, readText } from './read-file.ts';

/**
 * Opens the bundle in a folder. Every file is checked against the manifest's size and SHA-256 when it is read.
 * @throws {CliError} if the folder has no manifest
 * @throws {BundleError} if the manifest or a file is damaged or too new
 */
export async function openBundle(folder: string): Promise<Bundle> {
  const manifest = parseManifest(await readManifest(folder));
  return { manifest, read: (name) => readChecked(folder, name, manifest) };
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readText(join(folder, MANIFEST_FILE));
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) throw error;
    throw new CliError(
      `${folder} is not a bundle: it has no ${MANIFEST_FILE}. Make one with "blipscope export", and pass its folder as --model.`,
    );
  }
}

async function readChecked(folder: string, name: string, { files }: BundleManifest): Promise<Uint8Array> {
  const expected = files[name];
  if (expected === undefined || basename(name) !== name) {
    throw new BundleError(
      'model-corrupt',
      `${MANIFEST_FILE} lists no file "${name}". Export the model again.`,
    );
  }
  const bytes = await readBundleFile(join(folder, name));
  if (bytes.byteLength !== expected.bytes) {
    throw damaged(join(folder, name), `it has ${bytes.byteLength} bytes, not ${expected.bytes}`);
  }
  if (createHash('sha256').update(bytes).digest('hex') !== expected.sha256) {
    throw damaged(join(folder, name), 'its SHA-256 is not that of the manifest');
  }
  return bytes;
}

async function readBundleFile(path: string): Promise<Uint8Array> {
  try {
    return await readBytes(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw damaged(path, 'it is missing');
    throw error;
  }
}

function damaged(path: string, what: string): BundleError {
  return new BundleError('model-corrupt', `${path} is damaged: ${what}. Export the model again.`);
}
