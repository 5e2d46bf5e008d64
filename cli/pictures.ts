import type { BundleManifest } from '../core/manifest/manifest.ts';
import type { PixelRows } from '../workers/image/pixel-rows.ts';
import { preprocess } from '../workers/image/preprocess.ts';
import { CliError, oneLine } from './errors.ts';
import { printError } from './output.ts';
import { readPicture } from './picture-files.ts';
import { withPrefetch } from './prefetch.ts';

/** Milliseconds. */
export interface PictureTimes {
  /** That the picture was waited for: it was read while others were worked on. */
  image: number;
  encode: number;
}

/** A model that takes pictures; what it makes of one is its own. */
export interface PictureModel<Encoded> {
  readonly manifest: BundleManifest;
  encode(pixelValues: Float32Array, signal: AbortSignal): Promise<Encoded>;
}

export interface Picture<Encoded> {
  path: string;
  /** As read, for models that take another size. */
  rows: PixelRows;
  encoded: Encoded;
  times: PictureTimes;
}

/**
 * Does the work for one picture after the other, the next one read meanwhile. One that cannot be read is reported in
 * its turn, and the others go on; at the end the exit code is 1.
 */
export async function forEachPicture<Encoded extends { dispose(): void }>(
  model: PictureModel<Encoded>,
  paths: readonly string[],
  signal: AbortSignal,
  work: (picture: Picture<Encoded>) => Promise<void>,
): Promise<void> {
  const read = (path: string) => readPixels(path, model.manifest);
  let idleSince = performance.now();
  await withPrefetch(paths, read, async (picture) => {
    if (picture.error) return report(picture);
    const { path, rows, pixelValues } = picture;
    const start = performance.now();
    const encoded = await model.encode(pixelValues, signal);
    try {
      const times = { image: start - idleSince, encode: performance.now() - start };
      await work({ path, rows, encoded, times });
    } finally {
      encoded.dispose();
      idleSince = performance.now();
    }
  });
}

type ReadPixels =
  | { path: string; rows: PixelRows; pixelValues: Float32Array; error: null }
  | { path: string; error: CliError };

async function readPixels(path: string, { image }: BundleManifest): Promise<ReadPixels> {
  try {
    const rows = await readPicture(path);
    return { path, rows, pixelValues: preprocess(rows, image), error: null };
  } catch (error) {
    return { path, error: new CliError(`${path}: ${oneLine(error)}`) };
  }
}

function report({ error }: { error: CliError }): void {
  printError(error);
  process.exitCode = 1;
}
