/** Pictures to measure with: a folder's, or noise that any machine makes alike. */
import { listPictures, readPicture } from '../../cli/picture-files.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import { captionRandom } from '../../workers/engine/decode/random.ts';
import { type PixelRows, pixelRows, preprocess } from '../../workers/image/index.ts';

/** A picture before any model's preprocessing. */
export type ReadPicture = () => Promise<PixelRows>;

/** The first `count` pictures of the folder. Throws `CliError` for a folder without any. */
export async function picturesOf(folder: string, count: number): Promise<ReadPicture[]> {
  const paths = await listPictures([folder]);
  return paths.slice(0, count).map((path) => () => readPicture(path));
}

const NOISE_SIDE = 24;
const NOISE_SEED = 1;

/** Coarse noise, so that something of it is left in a model's patches. */
export function noisePictures(count: number): ReadPicture[] {
  return Array.from({ length: count }, (_, index) => async () => {
    const random = captionRandom(NOISE_SEED, index);
    const rgba = Uint8Array.from({ length: 4 * NOISE_SIDE ** 2 }, (_, i) =>
      i % 4 === 3 ? 255 : Math.floor(256 * random()),
    );
    return pixelRows(rgba, NOISE_SIDE, NOISE_SIDE);
  });
}

/** `pixel_values` of a picture for a model. */
export async function pixelValues(read: ReadPicture, { image }: BundleManifest): Promise<Float32Array> {
  return preprocess(await read(), image);
}
