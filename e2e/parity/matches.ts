/** Compares matchers with the values of `reference/VALUES.md`. */
import {
  createEngine,
  createMatcher,
  type Match,
  type Matcher,
  type MatcherImage,
} from '../../workers/engine/index.ts';
import type { MatcherResult } from './jobs';
import { type Loaded, largestDifference, readTensors, readValues } from './reference';

interface RetrievalValues {
  texts: { key: string; text: string }[];
  pictures: Record<
    string,
    { matches: { text: string; itm: { logits: number[]; probability: number }; itc: { cosine: number } }[] }
  >;
}

/** A picture for the matcher; `done` disposes it. */
interface Encoder {
  matcher: Matcher;
  encode(pixels: Float32Array): Promise<{ image: MatcherImage; done(): void }>;
  dispose(): Promise<unknown>;
}

/** `values` is the checkpoint of the values. */
export async function compareMatcher(values: string, loaded: Loaded): Promise<MatcherResult> {
  const { texts, pictures } = await readValues<RetrievalValues>(loaded.readValue, values);
  const textOf = new Map(texts.map(({ key, text }) => [key, text]));
  const tensor = await readTensors(loaded.readValue, values);
  const encoder = await openMatcher(loaded);
  const result: MatcherResult = { kind: 'matcher', compared: 0, logits: 0, probability: 0, cosine: 0 };
  for (const [picture, { matches }] of Object.entries(pictures)) {
    const { image, done } = await encoder.encode(await tensor(`${picture}/pixel_values`));
    const found = await encoder.matcher.match(
      image,
      matches.map(({ text }) => textOf.get(text) ?? ''),
    );
    for (const [index, expected] of matches.entries()) compareMatch(found[index], expected, result);
    done();
  }
  await encoder.dispose();
  return result;
}

/** A captioner in the same bundle encodes the picture for both. */
async function openMatcher(loaded: Loaded): Promise<Encoder> {
  const options = { ...loaded, ...loaded.execution };
  if (!loaded.bundle.manifest.capabilities.includes('caption')) {
    const matcher = await createMatcher(options);
    const encode = async (pixels: Float32Array) => {
      const image = await matcher.encode(pixels);
      return { image, done: () => image.dispose() };
    };
    return { matcher, encode, dispose: () => matcher.dispose() };
  }
  const engine = await createEngine(options);
  const matcher = await createMatcher(options, { encoded: true });
  const encode = async (pixels: Float32Array) => {
    const encoded = await engine.encode(pixels);
    const image = await matcher.encodeFrom(encoded);
    const done = () => {
      image.dispose();
      encoded.dispose();
    };
    return { image, done };
  };
  return { matcher, encode, dispose: () => Promise.all([matcher.dispose(), engine.dispose()]) };
}

function compareMatch(
  match: Match | undefined,
  { itm, itc }: RetrievalValues['pictures'][string]['matches'][number],
  result: MatcherResult,
): void {
  const difference = (actual: readonly number[], expected: readonly number[]) =>
    largestDifference(Float32Array.from(actual), Float32Array.from(expected));
  const { logits = [], probability = Number.NaN } = match?.itm ?? {};
  result.compared++;
  result.logits = Math.max(result.logits, difference(logits, itm.logits));
  result.probability = Math.max(result.probability, difference([probability], [itm.probability]));
  result.cosine = Math.max(result.cosine, difference([match?.itc?.cosine ?? Number.NaN], [itc.cosine]));
}
