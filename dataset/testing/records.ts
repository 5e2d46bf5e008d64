import type { HumanText, OriginalText, PictureRecord, SyntheticText } from '../../core/collection.ts';
import type { CaptionMatch } from '../../core/protocol/caption-worker.ts';

export function matchOf(probability: number): CaptionMatch {
  return { probability, cosine: null };
}

export function original(text: string, probability: number | null = null): OriginalText {
  return { source: 'original', text, form: 'txt', match: probability === null ? null : matchOf(probability) };
}

export function synthetic(
  text: string,
  probability: number | null = null,
  changes: Partial<SyntheticText> = {},
): SyntheticText {
  const match = probability === null ? null : matchOf(probability);
  return {
    source: 'synthetic',
    text,
    model: 'demo',
    seed: 1,
    logProb: -2,
    minWordProbability: 1,
    match,
    ...changes,
  };
}

export function human(text: string): HumanText {
  return { source: 'human', text, match: null };
}

/** A picture that a run has finished. */
export function record(changes: Partial<PictureRecord> = {}): PictureRecord {
  return {
    path: 'a.jpg',
    bytes: 3,
    modified: 0,
    sha256: null,
    width: 4,
    height: 3,
    texts: [],
    done: true,
    error: null,
    decision: null,
    ...changes,
  };
}
