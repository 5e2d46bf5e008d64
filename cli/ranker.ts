/** Sorts captions by the probability of a second model that they match the picture. */

import type { Caption } from '../core/protocol/index.ts';
import { createMatcher, type Matcher, requireCapability } from '../workers/engine/index.ts';
import { type PixelRows, preprocess } from '../workers/image/index.ts';
import { openModel, withModel } from './model.ts';
import type { ModelFlags } from './options.ts';

export interface RankedCaption extends Caption {
  /** The matcher's probability that the caption fits; absent without a matcher. */
  match?: number;
}

/** Puts the best match first. */
export type Ranker = (captions: Caption[], rows: PixelRows) => Promise<RankedCaption[]>;

/**
 * Runs `work` with a ranker, or null if no matcher is named.
 * @throws {BundleError} if the model is not a matcher
 */
export async function withRanker(
  { matcher: folder, ...flags }: ModelFlags & { matcher?: string },
  signal: AbortSignal,
  work: (rank: Ranker | null) => Promise<void>,
): Promise<void> {
  if (folder === undefined) return work(null);
  const model = await openModel({ ...flags, model: folder }, signal);
  requireCapability(model.bundle.manifest, ['match']);
  await withModel(createMatcher, model, (matcher) =>
    work((captions, rows) => rankBy(matcher, captions, rows, signal)),
  );
}

async function rankBy(
  matcher: Matcher,
  captions: readonly Caption[],
  rows: PixelRows,
  signal: AbortSignal,
): Promise<RankedCaption[]> {
  const image = await matcher.encode(preprocess(rows, matcher.manifest.image), signal);
  try {
    const texts = captions.map(({ text }) => text);
    const matches = await matcher.match(image, texts, signal);
    return captions
      .map((caption, index) => ({ ...caption, match: matches[index]!.itm!.probability }))
      .sort((a, b) => b.match - a.match);
  } finally {
    image.dispose();
  }
}
