import type { Caption, CaptionMatch, WireError } from '../../core/protocol/index.ts';
import type { MatcherImage } from '../engine/index.ts';
import { breaksRuntime, isAbort, toWire } from './errors.ts';
import type { ReadyMatcher } from './load-matcher.ts';
import { nextTask } from './next-task.ts';
import type { Context } from './serve.ts';

export interface Matches {
  /** Parallel to the captions; null for what a cancel or a failure left out. */
  matches: (CaptionMatch | null)[];
  /** Why matching stopped; the captions are complete nevertheless. */
  error: WireError | null;
}

/**
 * Matches a run's captions with their picture, with progress after each. Captions with the same words are matched once.
 * A cancel returns the matches so far.
 *
 * @throws only errors that the runtime does not survive.
 */
export async function matchCaptions(
  { matcher }: ReadyMatcher,
  captions: readonly Caption[],
  encode: () => Promise<MatcherImage>,
  { progress, signal }: Context<'caption'>,
): Promise<Matches> {
  const byText = new Map<string, CaptionMatch>();
  let error: WireError | null = null;
  let image: MatcherImage | null = null;
  try {
    image = await encode();
    for (const [caption, { text }] of captions.entries()) {
      const match = byText.get(text) ?? (await matchText(matcher, image, text, signal));
      byText.set(text, match);
      progress({ type: 'match', caption, match });
      await nextTask();
    }
  } catch (reason) {
    if (breaksRuntime(reason)) throw reason;
    if (!(signal.aborted && isAbort(reason))) error = toWire(reason);
  } finally {
    image?.dispose();
  }
  return { matches: captions.map(({ text }) => byText.get(text) ?? null), error };
}

/** @throws {Error} for a matcher without ITM, and the signal's reason. */
export async function matchText(
  matcher: ReadyMatcher['matcher'],
  image: MatcherImage,
  text: string,
  signal: AbortSignal,
): Promise<CaptionMatch> {
  const [match] = await matcher.match(image, [text], signal);
  if (!match?.itm) throw new Error('The matcher has no ITM head.');
  return { probability: match.itm.probability, cosine: match.itc?.cosine ?? null };
}
