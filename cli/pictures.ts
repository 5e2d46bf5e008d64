import type { BundleManifest } from '../model-export/manifest.ts';
import type { PixelRows } from '../workers/image/pixel-rows.ts';
import { preprocess } from '../workers/image/preprocess.ts';
import { CliError, oneLine } from './errors.ts';
import { readImage } from './images.ts';
import { printError } from './output.ts';

/** Milliseconds that reading and encoding took. */
export interface PictureTimes {
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
 * Does the work for one picture after the other. One that cannot be read is reported, and the others go on;
 * at the end the exit code is 1.
 */
export async function forEachPicture<Encoded extends { dispose(): void }>(
  model: PictureModel<Encoded>,
  paths: readonly string[],
  signal: AbortSignal,
  work: (picture: Picture<Encoded>) => Promise<void>,
): Promise<void> {
  for (const path of paths) {
    const start = performance.now();
    const read = await readPixels(path, model.manifest);
    if (read === null) continue;
    const encodeStart = performance.now();
    const encoded = await model.encode(read.pixelValues, signal);
    try {
      const times = { image: encodeStart - start, encode: performance.now() - encodeStart };
      await work({ path, rows: read.rows, encoded, times });
    } finally {
      encoded.dispose();
    }
  }
}

async function readPixels(
  path: string,
  { image }: BundleManifest,
): Promise<{ rows: PixelRows; pixelValues: Float32Array } | null> {
  try {
    const rows = await readImage(path);
    return { rows, pixelValues: preprocess(rows, image) };
  } catch (error) {
    printError(new CliError(`${path}: ${oneLine(error)}`));
    process.exitCode = 1;
    return null;
  }
}
