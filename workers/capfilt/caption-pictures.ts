/** What the models say about the pictures of a run. */
import type { PictureVector, SyntheticText } from '../../core/collection.ts';
import type {
  CaptionMatch,
  CaptionSettings,
  ImageSettings,
  PictureInput,
  PictureTexts,
} from '../../core/protocol/index.ts';
import { groupWords } from '../../core/words.ts';
import { pictureVector } from '../../dataset/index.ts';
import type { EncodedImage, Engine, Matcher, PlainCaption } from '../engine/index.ts';

export interface CapFiltModels {
  engine: Engine;
  /** `shared`: it takes the pictures as the captioner has encoded them. */
  matcher: { matcher: Matcher; shared: boolean } | null;
}

/** The images that `PictureInput.pixelValues` are made for. */
export function imageSettingsOf({ engine, matcher }: CapFiltModels): ImageSettings[] {
  const own = engine.manifest.image;
  return matcher && !matcher.shared ? [own, matcher.matcher.manifest.image] : [own];
}

export interface Captioning {
  models: CapFiltModels;
  /** Each picture has its own seed. */
  settings: CaptionSettings;
  /** Does one step: others may run in between. */
  step: <T>(job: () => Promise<T>) => Promise<T>;
  /** Awaited between two tokens. */
  rest?: () => Promise<void>;
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
  const { models, settings, step, rest, signal } = captioning;
  const { engine } = models;
  const encoded: EncodedImage[] = [];
  try {
    for (const { pixelValues } of pictures) {
      encoded.push(await step(() => engine.encode(pixelValues[0]!, signal)));
    }
    const seeded = pictures.map(({ seed }, index) => ({ seed, image: encoded[index]! }));
    const captions = await step(() => engine.captionPictures(seeded, settings, signal, rest));
    const texts: PictureTexts[] = [];
    for (const [index, picture] of pictures.entries()) {
      const candidates = candidatesOf(captions[index]!, engine.manifest.source.id, picture.seed);
      const { match, vector } = await seenByMatcher(captioning, picture, encoded[index]!, candidates);
      const [originals, embedded] = [picture.originals.map(match), picture.embedded.map(match)];
      texts.push({ originals, embedded, candidates: bestFirst(candidates.map(match)), vector });
    }
    return texts;
  } finally {
    for (const image of encoded) image.dispose();
  }
}

interface Seen {
  /** Adds a text's match; null without a matcher. */
  match<T extends { text: string }>(text: T): T & { match: CaptionMatch | null };
  /** Null without a contrast head. */
  vector: PictureVector | null;
}

async function seenByMatcher(
  { models: { matcher }, step, signal }: Captioning,
  { pixelValues, originals, embedded }: PictureInput,
  encoded: EncodedImage,
  candidates: readonly Candidate[],
): Promise<Seen> {
  const matches = new Map<string, CaptionMatch>();
  let vector: PictureVector | null = null;
  const texts = [...new Set([...originals, ...embedded, ...candidates].map(({ text }) => text))];
  if (matcher) {
    await step(async () => {
      const image = matcher.shared
        ? await matcher.matcher.encodeFrom(encoded, signal)
        : await matcher.matcher.encode(pixelValues[1]!, signal);
      try {
        vector = image.features && pictureVector(image.features, matcher.matcher.manifest);
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
  return { match: (text) => ({ ...text, match: matches.get(text.text) ?? null }), vector };
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
