/** Imports bundles that were exported earlier, from a folder or a zip file. */
import {
  BundleError,
  type BundleManifest,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
} from '../../core/manifest/manifest.ts';
import { parseManifest } from '../../core/manifest/parse-manifest.ts';
import { piecesOf } from '../../core/pieces-of.ts';
import type { InstalledBundle, PickedFile } from '../../core/protocol/index.ts';
import type { Context } from '../serve/serve.ts';
import { descriptionOf, listInstalled } from '../storage/installed.ts';
import type { OpfsBundleSink } from '../storage/opfs-file.ts';
import { addBundle } from './bundles.ts';
import { LibraryError } from './errors.ts';
import { bundleKey, fingerprint, withoutCommonFolder } from './names.ts';
import { type LibraryServices, namingRoom, requireRoom, throttleProgress } from './services.ts';
import { type IncomingFile, readZip } from './zip.ts';

interface Incoming {
  manifest: BundleManifest;
  text: string;
  files: ReadonlyMap<string, IncomingFile>;
}

/**
 * Installs a bundle if all its files have the size and SHA-256 of the manifest, and there are no other files.
 * @throws {LibraryError} ('not-a-bundle', 'storage-full')
 * @throws {BundleError} ('model-too-new')
 */
export async function importBundle(
  services: LibraryServices,
  picked: readonly PickedFile[],
  context: Context<'import'>,
): Promise<InstalledBundle> {
  const incoming = await readIncoming(await filesOf(picked));
  const { manifest, text } = incoming;
  const root = await services.openRoot();
  const twin = (await listInstalled(root)).find(
    ({ installed }) => !installed.removed && installed.text === text,
  );
  if (twin) return descriptionOf(twin.key, twin.installed);
  const { source, target, dtype } = manifest;
  const key = bundleKey({ id: source.id, target, dtype, fingerprint: await fingerprint(text) });
  return addBundle(services, key, async (sink) => {
    const writing = { purpose: 'The model', bytes: bytesOf(manifest), written: () => sink.written };
    await requireRoom(services, writing.bytes, writing.purpose);
    await namingRoom(services, writing, () => copyAll(incoming, sink, services, context));
  });
}

async function filesOf(picked: readonly PickedFile[]): Promise<IncomingFile[]> {
  const [only] = picked;
  if (picked.length !== 1 || !only || only.path.endsWith(MANIFEST_FILE)) {
    return picked.map(({ path, file }) => ({ path, size: file.size, stream: () => file.stream() }));
  }
  try {
    return await readZip(only.file);
  } catch (error) {
    // The file could not be read: that says nothing of what it is.
    if (error instanceof DOMException) throw error;
    throw notABundle(`${only.file.name} is neither a bundle's folder nor a zip file of one`, error);
  }
}

async function readIncoming(all: readonly IncomingFile[]): Promise<Incoming> {
  const files = new Map(withoutCommonFolder(all).map((file) => [file.path, file]));
  const manifestFile = files.get(MANIFEST_FILE);
  if (!manifestFile) throw notABundle(`there is no ${MANIFEST_FILE} among the files`);
  const text = await readText(manifestFile);
  const manifest = parsed(text);
  const listed = Object.entries(manifest.files);
  for (const [name, { bytes }] of listed) {
    const file = files.get(name);
    if (!file) throw notABundle(`the file ${name} is missing`);
    if (file.size !== bytes) throw notABundle(`${name} has ${file.size} bytes instead of ${bytes}`);
  }
  const surplus = [...files.keys()].find(
    (name) => name !== MANIFEST_FILE && !Object.hasOwn(manifest.files, name),
  );
  if (surplus !== undefined) throw notABundle(`it holds a file that does not belong to it: ${surplus}`);
  return { manifest, text, files };
}

/** Errors of the manifest are passed on only if they are more specific than "not a bundle". */
function parsed(text: string): BundleManifest {
  try {
    return parseManifest(text);
  } catch (error) {
    if (!(error instanceof BundleError) || error.code === 'model-too-new') throw error;
    throw notABundle(`its ${MANIFEST_FILE} cannot be read`, error);
  }
}

async function copyAll(
  { manifest, text, files }: Incoming,
  sink: OpfsBundleSink,
  { hashing }: LibraryServices,
  { progress, signal }: Context<'import'>,
): Promise<void> {
  const totalBytes = bytesOf(manifest);
  const report = throttleProgress((doneBytes) => progress({ doneBytes, totalBytes }));
  let done = 0;
  for (const [name, expected] of Object.entries(manifest.files)) {
    const writer = await sink.create(name);
    const hash = await hashing.create();
    let size = 0;
    for await (const piece of readPieces(files.get(name)!)) {
      signal.throwIfAborted();
      size += piece.byteLength;
      if (size > expected.bytes) throw notABundle(`${name} has more than ${expected.bytes} bytes`);
      hash.update(piece);
      await writer.write(piece);
      done += piece.byteLength;
      report(done, totalBytes);
    }
    await writer.close();
    if (size !== expected.bytes || hash.hex() !== expected.sha256) {
      throw notABundle(`${name} does not have the SHA-256 that ${MANIFEST_FILE} says`);
    }
  }
  const writer = await sink.create(MANIFEST_FILE);
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
}

/** The stream of a damaged zip entry fails, and so does that of a picked file that was deleted. */
async function* readPieces(file: IncomingFile): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of piecesOf(file.stream())) yield piece;
  } catch (error) {
    throw error instanceof DOMException ? error : notABundle(`${file.path} cannot be unpacked`, error);
  }
}

async function readText(file: IncomingFile): Promise<string> {
  if (file.size > MAX_MANIFEST_BYTES) throw notABundle(`its ${MANIFEST_FILE} has ${file.size} bytes`);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of readPieces(file)) {
    bytes += piece.byteLength;
    // A zip may announce another size.
    if (bytes > MAX_MANIFEST_BYTES)
      throw notABundle(`its ${MANIFEST_FILE} has more than ${MAX_MANIFEST_BYTES} bytes`);
    pieces.push(new Uint8Array(piece));
  }
  return new Blob(pieces).text();
}

function bytesOf({ files }: BundleManifest): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}

function notABundle(what: string, cause?: unknown): LibraryError {
  return new LibraryError(
    'not-a-bundle',
    `This is not a complete Blipscope bundle: ${what}. Nothing was installed; export it again where it came from.`,
    { cause },
  );
}
