/** What pictures are compared with, in the page's workers and in Node. */
import type { Matcher, MatcherImage } from '../engine/index.ts';

export interface Matching {
  matcher: Matcher;
  /** The picture's pixel values as the matcher takes them. Several pictures are read before their turn. */
  read(path: string): Promise<Float32Array>;
  /** The caller disposes the result. */
  encode(pixelValues: Float32Array): Promise<MatcherImage>;
  /** Whether a failure is not a matter of one picture. */
  stops(reason: unknown): boolean;
  /** Does one step: others may run in between. */
  step: <T>(job: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/** Pixel values that wait in memory: 1.8 MB for a picture of 384 × 384. */
export const READ_AHEAD = 4;

/** ITM probabilities of texts; null for a picture that cannot be read. @throws what is no matter of one picture. */
export async function probabilitiesOf(
  { matcher, encode, stops, step, signal }: Matching,
  reading: Promise<Float32Array>,
  texts: readonly string[],
): Promise<number[] | null> {
  try {
    const pixelValues = await reading;
    return await step(async () => {
      const image = await encode(pixelValues);
      try {
        const matches = await matcher.match(image, texts, signal);
        return matches.map(({ itm }) => itm!.probability);
      } finally {
        image.dispose();
      }
    });
  } catch (reason) {
    if (signal.aborted || stops(reason)) throw reason;
    return null;
  }
}

export function hasItm({ manifest }: Matcher): boolean {
  return manifest.capabilities.includes('match');
}
