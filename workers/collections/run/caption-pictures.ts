/** What the models say about the pictures of a run. */
import type { OriginalText, SyntheticText } from '../../../core/collection.ts';
import type { CaptionMatch, CaptionSettings } from '../../../core/protocol/index.ts';
import { groupWords } from '../../../core/words.ts';
import type { EncodedImage, PlainCaption } from '../../engine/index.ts';
import { encodeForMatcher } from '../../serve/load-matcher.ts';
import { nextTask } from '../../serve/next-task.ts';
import type { Models } from '../../serve/text-service.ts';

/** Milliseconds that a batch is decoded without letting messages in. */
const COMPUTE_SLICE = 30;

export interface PictureInput {
  /** For the captioner, then for the matcher if it encodes pictures by itself: [3, S, S] each. */
  pixelValues: readonly Float32Array[];
  originals: readonly OriginalText[];
  embedded: readonly OriginalText[];
  seed: number;
}

export interface PictureTexts {
  originals: OriginalText[];
  embedded: OriginalText[];
  /** Best first. */
  candidates: SyntheticText[];
}

export interface Captioning {
  models: Models;
  /** Each picture has its own seed. */
  settings: CaptionSettings;
  /** Queues one step, so that other requests run in between. */
  turn: <T>(step: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

/**
 * Captions pictures as one batch, and matches their captions and original texts. Candidates with the same words are
 * one. The results are parallel to `pictures`.
 *
 * @throws {SettingsError} for settings out of range, the signal's reason, and what the engine throws.
 */
export async function captionPictures(
  captioning: Captioning,
  pictures: readonly PictureInput[],
): Promise<PictureTexts[]> {
  const { models, settings, turn, signal } = captioning;
  const { engine } = models.captioner;
  const encoded: EncodedImage[] = [];
  try {
    for (const { pixelValues } of pictures) {
      encoded.push(await step(turn, () => engine.encode(pixelValues[0]!, signal)));
    }
    const seeded = pictures.map(({ seed }, index) => ({ seed, image: encoded[index]! }));
    const captions = await step(turn, () =>
      engine.captionPictures(seeded, settings, signal, restAfterSlices()),
    );
    const texts: PictureTexts[] = [];
    for (const [index, picture] of pictures.entries()) {
      const candidates = candidatesOf(captions[index]!, engine.manifest.source.id, picture.seed);
      const match = await matchesOf(captioning, picture, encoded[index]!, candidates);
      const [originals, embedded] = [picture.originals.map(match), picture.embedded.map(match)];
      texts.push({ originals, embedded, candidates: bestFirst(candidates.map(match)) });
    }
    return texts;
  } finally {
    for (const image of encoded) image.dispose();
  }
}

/** Lets messages in from time to time: a cancel must be heard while a slow model decodes. */
function restAfterSlices(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const now = performance.now();
    if (now - since < COMPUTE_SLICE) return;
    // Set first: the pictures of a batch come here one after the other, and one rest is enough.
    since = now;
    await nextTask();
    since = performance.now();
  };
}

/** Before each step the messages that have arrived come in: on the CPU nothing else lets them in. */
function step<T>(turn: Captioning['turn'], job: () => Promise<T>): Promise<T> {
  return turn(async () => {
    await nextTask();
    return job();
  });
}

/** Adds a text's match; null without a matcher. */
async function matchesOf(
  { models: { matcher }, turn, signal }: Captioning,
  { pixelValues, originals, embedded }: PictureInput,
  encoded: EncodedImage,
  candidates: readonly Candidate[],
): Promise<<T extends { text: string }>(text: T) => T & { match: CaptionMatch | null }> {
  const matches = new Map<string, CaptionMatch>();
  const texts = [...new Set([...originals, ...embedded, ...candidates].map(({ text }) => text))];
  if (matcher) {
    await step(turn, async () => {
      const picture = { encoded, pixels: async () => pixelValues[1]! };
      const image = await encodeForMatcher(matcher, picture, signal);
      try {
        const found = await matcher.matcher.match(image, texts, signal);
        for (const [index, { itm, itc }] of found.entries()) {
          if (!itm) continue;
          matches.set(texts[index]!, { probability: itm.probability, cosine: itc?.cosine ?? null });
        }
      } finally {
        image.dispose();
      }
    });
  }
  return (text) => ({ ...text, match: matches.get(text.text) ?? null });
}

interface Candidate extends SyntheticText {
  /** Mean per token, so that a short caption is not taken for a probable one. */
  meanLogProb: number;
}

/** The first of those with the same words. */
function candidatesOf(captions: readonly PlainCaption[], model: string, seed: number): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { text, tokens, logProb } of captions) {
    if (candidates.has(text)) continue;
    const scores = {
      logProb,
      minWordProbability: minWordProbability(tokens),
      meanLogProb: logProb / Math.max(1, tokens.length),
    };
    candidates.set(text, { source: 'synthetic', text, model, seed, match: null, ...scores });
  }
  return [...candidates.values()];
}

/** By match, where there is one for each; else by probability. */
function bestFirst(candidates: readonly Candidate[]): SyntheticText[] {
  const isMatched = candidates.every(({ match }) => match !== null);
  const score = ({ match, meanLogProb }: Candidate) => (isMatched ? match!.probability : meanLogProb);
  return candidates
    .toSorted((a, b) => score(b) - score(a))
    .map(({ meanLogProb: _, ...candidate }) => candidate);
}

/** Of the least probable word; 0 for a caption without words, which is the most doubtful. */
export function minWordProbability(tokens: PlainCaption['tokens']): number {
  const words = groupWords(tokens).map(({ tokens: pieces }) =>
    pieces.reduce((sum, piece) => sum + tokens[piece]!.logProb, 0),
  );
  return words.length === 0 ? 0 : Math.exp(Math.min(...words));
}
