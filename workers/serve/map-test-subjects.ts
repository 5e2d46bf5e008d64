/** What a map test scores: a word or a sentence by the captioner, or a text by the matcher. */

import type { TestedScore } from '../../core/protocol/index.ts';
import type { Engine } from '../engine/index.ts';
import type { ReadyMatcher } from './load-matcher.ts';
import type { ReadyModel } from './load-model.ts';
import { matchText } from './match-captions.ts';

export interface TestSubject {
  /** `pixel_values` [3, S, S] of the picture as the model sees it. */
  pixels: Float32Array;
  size: number;
  /** 0…1, for a picture of this size. */
  score(pixelValues: Float32Array, signal: AbortSignal): Promise<number>;
}

/** Reads the picture for a model. */
export type ReadPicture = (image: Engine['manifest']['image']) => Promise<Float32Array>;

/** p(word | what comes before, picture), or the geometric mean over a caption's tokens. */
export async function captionerSubject(
  { engine }: ReadyModel,
  score: Exclude<TestedScore, { of: 'match' }>,
  read: ReadPicture,
): Promise<TestSubject> {
  const { image } = engine.manifest;
  const ids = engine.sequence(score.prompt, score.tokenIds);
  const first = ids.length - score.tokenIds.length;
  const pieces = score.of === 'word' ? score.pieces : [...score.tokenIds.keys()];
  const watched = pieces.map((piece) => first + piece);
  const share = score.of === 'word' ? 1 : 1 / watched.length;
  return {
    pixels: await read(image),
    size: image.size,
    score: async (pixelValues, signal) => {
      const encoded = await engine.encode(pixelValues, signal);
      try {
        return Math.exp(share * (await engine.scorePieces(encoded, ids, watched, signal)));
      } finally {
        encoded.dispose();
      }
    },
  };
}

/** ITM of a text. A matcher that shares the captioner's vision tower uses its encoding. */
export async function matcherSubject(
  { engine }: ReadyModel,
  { matcher, description }: ReadyMatcher,
  text: string,
  read: ReadPicture,
): Promise<TestSubject> {
  const { image } = matcher.manifest;
  return {
    pixels: await read(image),
    size: image.size,
    score: async (pixelValues, signal) => {
      const encoded = description.shared ? await engine.encode(pixelValues, signal) : null;
      try {
        const matched = encoded
          ? await matcher.encodeFrom(encoded, signal)
          : await matcher.encode(pixelValues, signal);
        const match = await matchText(matcher, matched, text, signal).finally(() => matched.dispose());
        return match.probability;
      } finally {
        encoded?.dispose();
      }
    },
  };
}
