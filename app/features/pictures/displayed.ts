/** Pictures as the browser shows them: the files themselves, or what a worker makes of them. */
import type { CollectionClient } from '../../worker-client/client';

/** The longer side of a small picture in the strip, for displays of two pixels each. */
export const STRIP_SIZE = 320;

/** Large ones that stay in memory: the one on the stage, and those next to it. */
const MAX_CACHED = 3;

export interface DisplayedPictures {
  /**
   * The picture as the browser shows it, upright.
   * @param size the longer side of a small one, in pixels; null for all pixels.
   * @throws {WorkerFailure} when it cannot be made.
   */
  get(file: Blob, size: number | null): Promise<Blob>;
}

export function displayedPictures(collections: CollectionClient): DisplayedPictures {
  const large = new Map<Blob, Promise<Blob>>();
  const small = new WeakMap<Blob, Promise<Blob>>();

  async function make(file: Blob, size: number | null): Promise<Blob> {
    if (showsAsItIs(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))) return file;
    return (await collections.request('displayPicture', { file, size })) ?? file;
  }

  return {
    get(file, size) {
      const made = size === null ? large : small;
      const picture = made.get(file) ?? make(file, size);
      made.delete(file);
      made.set(file, picture);
      if (large.size > MAX_CACHED) large.delete(large.keys().next().value!);
      // It is asked for again: what was missing may be there.
      picture.catch(() => made.get(file) === picture && made.delete(file));
      return picture;
    },
  };
}

const HEAD_BYTES = 16;
const LOOKED_INTO = ['\x89PNG', 'II*\0', 'MM\0*', 'GIF8'];

/**
 * Whether the first bytes tell that every browser shows the file as the models see it. A worker has to look into HEIC
 * and TIFF, into animations, and into PNG and extended WebP, whose EXIF orientation browsers do not heed.
 */
export function showsAsItIs(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head);
  if (LOOKED_INTO.some((magic) => text.startsWith(magic))) return false;
  if (text.startsWith('ftyp', 4)) return text.startsWith('avif', 8);
  return !text.startsWith('WEBPVP8X', 8);
}
