/** Compares matchers and question answerers with the values of `reference/VALUES.md`. */
import {
  createAnswerer,
  createEngine,
  createMatcher,
  type Match,
  type Matcher,
  type MatcherImage,
} from '../../workers/engine/index.ts';
import type { AnswererResult, MatcherResult } from './jobs';
import { type Loaded, largestDifference, type ReadTensor, readTensors, readValues } from './reference';

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

interface AnswerCase {
  maxLength: number;
  minLength: number;
}

interface AnswerValues {
  pictures: Record<
    string,
    {
      questions: {
        question: string;
        greedy: (AnswerCase & { ids: number[] })[];
        beam: (AnswerCase & { numBeams: number; beams: { ids: number[]; score: number }[] })[];
      }[];
    }
  >;
}

/** With the first pictures. */
export async function compareAnswerer(
  name: string,
  loaded: Loaded,
  pictureCount: number,
): Promise<AnswererResult> {
  const { pictures } = await readValues<AnswerValues>(loaded.readValue, name);
  const tensor: ReadTensor = await readTensors(loaded.readValue, name);
  const answerer = await createAnswerer({ ...loaded, ...loaded.execution });
  const result: AnswererResult = { kind: 'answerer', compared: 0, different: [], score: 0 };
  for (const [picture, { questions }] of Object.entries(pictures).slice(0, pictureCount)) {
    const image = await answerer.encode(await tensor(`${picture}/pixel_values`));
    for (const { question, greedy, beam } of questions) {
      for (const { ids, minLength, maxLength } of greedy) {
        const answers = await answerer.answer(image, question, { beams: 1, minLength, maxLength });
        compareIds(answers, [ids], result);
      }
      for (const { numBeams: beams, minLength, maxLength, ...expected } of beam) {
        const answers = await answerer.answer(image, question, { beams, minLength, maxLength });
        compareIds(
          answers,
          expected.beams.map(({ ids }) => ids),
          result,
        );
        // The score of a beam under a length penalty of 1.
        const scores = answers.map(({ tokens, logProb }) => logProb / tokens.length);
        const wanted = Float32Array.from(expected.beams, ({ score }) => score);
        result.score = Math.max(result.score, largestDifference(Float32Array.from(scores), wanted));
      }
    }
    image.dispose();
  }
  await answerer.dispose();
  return result;
}

function compareIds(
  answers: readonly { tokenIds: number[] }[],
  expected: readonly (readonly number[])[],
  result: AnswererResult,
): void {
  const format = (all: readonly (readonly number[])[]) => all.map((ids) => ids.join(' ')).join(' | ');
  const actual = format(answers.map(({ tokenIds }) => tokenIds));
  result.compared++;
  if (actual !== format(expected)) result.different.push(`${actual}, expected ${format(expected)}`);
}
