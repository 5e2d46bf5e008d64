import { BundleError, MANIFEST_FILE } from '../../../core/manifest/manifest.ts';
import { parseManifest } from '../../../core/manifest/parse-manifest.ts';
import { sha256 } from '../../../core/sha256.ts';
import type { EngineOptions } from '../../../workers/engine/index.ts';
import { createTokenizer } from '../../../workers/text/index.ts';

/** What an engine reads: spread it into the options of `createEngine`. */
export type OpenedBundle = Pick<EngineOptions, 'bundle' | 'tokenizer'>;

/**
 * Opens a bundle, wherever its files are. Each file is checked against the manifest's size and SHA-256.
 *
 * @param read one complete file of the bundle's folder, by its name.
 * @throws {BundleError} for a manifest or a file that is damaged; what `read` throws.
 */
export async function openBundle(read: (name: string) => Promise<Uint8Array>): Promise<OpenedBundle> {
  const manifest = parseManifest(decode(await read(MANIFEST_FILE)));
  const readChecked = async (name: string): Promise<Uint8Array> => {
    const expected = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
    const bytes = expected && (await read(name));
    if (bytes?.byteLength === expected?.bytes && bytes && (await sha256(bytes)) === expected.sha256)
      return bytes;
    throw new BundleError('model-corrupt', `The model's file ${name} is damaged. Export the model again.`);
  };
  const { text } = manifest;
  const tokenizer = createTokenizer(JSON.parse(decode(await readChecked(text.tokenizer))), text);
  return { bundle: { manifest, read: readChecked }, tokenizer };
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
