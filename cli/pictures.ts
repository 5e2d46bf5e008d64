import type { BundleManifest } from '../core/manifest/manifest.ts';
import { type PixelRows, preprocess } from '../workers/image/index.ts';
import { CliError, reasonOf } from './errors.ts';
import { printError } from './output.ts';
import { readPicture } from './picture-files.ts';
import type { PictureFile } from './picture-list.ts';

/** Milliseconds. */
export interface PictureTimes {
  /** Time spent waiting for the picture, which is read while others are processed. */
  image: number;
  encode: number;
}

/** A model that encodes pictures. */
export interface PictureModel<Encoded> {
  readonly manifest: BundleManifest;
  encode(pixelValues: Float32Array, signal: AbortSignal): Promise<Encoded>;
}

export interface Picture<Encoded> {
  /** As it is shown. */
  name: string;
  /** The pixels as read, for models with another image size. */
  rows: PixelRows;
  encoded: Encoded;
  times: PictureTimes;
}

/**
 * Runs `work` for one picture after the other and reads the next one meanwhile. An unreadable picture is reported in
 * its turn, the others continue, and the exit code is 1.
 */
export async function forEachPicture<Encoded extends { dispose(): void }>(
  model: PictureModel<Encoded>,
  pictures: readonly PictureFile[],
  signal: AbortSignal,
  work: (picture: Picture<Encoded>) => Promise<void>,
): Promise<void> {
  const read = (picture: PictureFile) => readPixels(picture, model.manifest, signal);
  let idleSince = performance.now();
  await withPrefetch(pictures, read, async (picture) => {
    if (picture.error) return report(picture);
    const { name, rows, pixelValues } = picture;
    const start = performance.now();
    const encoded = await model.encode(pixelValues, signal);
    try {
      const times = { image: start - idleSince, encode: performance.now() - start };
      await work({ name, rows, encoded, times });
    } finally {
      encoded.dispose();
      idleSince = performance.now();
    }
  });
}

type ReadPixels =
  | { name: string; rows: PixelRows; pixelValues: Float32Array; error: null }
  | { name: string; error: CliError };

async function readPixels(
  { path, name, problem }: PictureFile,
  { image }: BundleManifest,
  signal: AbortSignal,
): Promise<ReadPixels> {
  if (problem) return { name, error: problem };
  try {
    const rows = await readPicture(path, signal);
    return { name, rows, pixelValues: preprocess(rows, image), error: null };
  } catch (error) {
    signal.throwIfAborted();
    return { name, error: new CliError(`${name}: ${reasonOf(error)}`) };
  }
}

function report({ error }: { error: CliError }): void {
  printError(error);
  process.exitCode = 1;
}

/**
 * Runs `work` for one item after the other and prepares the next one meanwhile. Only one is prepared ahead, so that
 * at most two are in memory. Errors of `prepare` are thrown in the item's turn.
 */
export async function withPrefetch<Item, Prepared>(
  items: readonly Item[],
  prepare: (item: Item) => Promise<Prepared>,
  work: (prepared: Prepared) => Promise<void>,
): Promise<void> {
  const remaining = items.values();
  const begin = () => {
    const { value, done } = remaining.next();
    if (done) return null;
    const prepared = prepare(value);
    // The item may never be processed: its failure is then ignored.
    prepared.catch(() => {});
    return prepared;
  };
  let next = begin();
  while (next) {
    const prepared = await next;
    next = begin();
    await work(prepared);
  }
}
