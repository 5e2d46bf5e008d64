/** Makes the vectors that are not known. */
import { readAhead } from '../../workers/capfilt/index.ts';
import type { Matcher } from '../../workers/engine/index.ts';
import { READ_AHEAD } from '../../workers/search/index.ts';
import { stopsRun, wireError } from '../capfilt/failures.ts';
import { preparePicture } from '../capfilt/prepare-picture.ts';
import type { SourcePicture } from '../capfilt/run.ts';
import { CliError } from '../errors.ts';
import { printNotice } from '../output.ts';
import { CountLine } from './progress.ts';
import type { VectorCache } from './vector-cache.ts';

/** As shells report an interruption. */
export const INTERRUPTED = 130;
/** Some pictures failed, and all others are done. */
export const SOME_FAILED = 2;

export async function pixelsOf(picture: SourcePicture, matcher: Matcher): Promise<Float32Array> {
  const { pixelValues } = await preparePicture(await picture.open(), [matcher.manifest.image]);
  return pixelValues[0]!;
}

export interface Embedding {
  pictures: readonly SourcePicture[];
  matcher: Matcher;
  cache: VectorCache;
  onVector(picture: SourcePicture, features: Float32Array): void;
  signal: AbortSignal;
}

/**
 * Pictures that cannot be read are named, and the exit code says so.
 * @throws {CliError} after an interruption, and when a vector cannot be stored.
 */
export async function embedPictures(embedding: Embedding): Promise<void> {
  const { pictures, matcher, cache, onVector, signal } = embedding;
  const progress = new CountLine('vectors', pictures.length);
  const read = (picture: SourcePicture) => pixelsOf(picture, matcher);
  try {
    let made = 0;
    for await (const { item, read: reading } of readAhead(pictures, READ_AHEAD, read)) {
      if (signal.aborted) throw interrupted(made, pictures.length);
      const features = await reading
        .then((pixelValues) => matcher.embed(pixelValues))
        .catch((reason: unknown) => reportFailure(item.path, reason));
      if (features) {
        const { path, bytes, modified } = item;
        await cache.add({ path, bytes, modified, features });
        onVector(item, features);
        made += 1;
      }
      progress.add(features === null);
    }
  } finally {
    progress.end();
    await cache.close();
  }
}

/** @throws the reason, if it is no matter of one picture. */
export function reportFailure(path: string, reason: unknown): null {
  if (stopsRun(reason)) throw reason;
  printNotice(`${path}: ${wireError(reason).message}`);
  process.exitCode = SOME_FAILED;
  return null;
}

function interrupted(made: number, total: number): CliError {
  return new CliError(
    `Interrupted after ${made} of ${total} vectors. They are stored: the same command goes on from there.`,
    { exitCode: INTERRUPTED },
  );
}
