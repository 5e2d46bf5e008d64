/** Parity of matchers with PyTorch, with the tolerances of the architecture. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MIXTURE_TWIN, mixtureCheckpoint } from '../../../model-export/testing/mixture.ts';
import {
  exported,
  exportedFiles,
  largestError,
  type ReadTensor,
  readReference,
  readTensors,
} from '../../../model-export/testing/reference.ts';
import { createEngine } from '../engine.ts';
import { onProcessor } from '../testing/engine-options.ts';
import { createMatcher, type Match, type Matcher, type MatcherImage } from './matcher.ts';

const LOGIT_TOLERANCE = 1e-4;
const COSINE_TOLERANCE = 1e-5;
const FEATURE_TOLERANCE = 1e-4;

interface Loaded {
  matcher: Matcher;
  tensor: ReadTensor;
}

async function load(name: string): Promise<Loaded> {
  return {
    matcher: await createMatcher(await onProcessor(runtime, await exported(`architectures/${name}`))),
    tensor: await readTensors(name),
  };
}

const idsOf = ({ tokens }: Match) => tokens.map((token) => token.id);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, at) => sum + value * y[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

interface RetrievalValues {
  texts: { key: string; text: string; itmIds: number[] }[];
  pictures: Record<
    string,
    {
      matches: {
        text: string;
        itm: { logits: [number, number]; probability: number };
        itc: { cosine: number };
      }[];
    }
  >;
}

/** The matcher's weights and values are the twin's. */
async function loadBeside(keysValues: 'shared' | 'own') {
  const { files } = await mixtureCheckpoint(keysValues);
  const options = await onProcessor(runtime, await exportedFiles(files, 'mixture'));
  const engine = await createEngine(options);
  return { engine, matcher: await createMatcher(options, { encoded: true }) };
}

describe.each(['shared', 'own'] as const)(
  'in one bundle with a captioner, keys and values %s',
  (keysValues) => {
    test('matches from the picture that the captioner encoded are those of the reference', async () => {
      const { texts, pictures } = readReference<RetrievalValues>(MIXTURE_TWIN);
      const tensor = await readTensors(MIXTURE_TWIN);
      const { engine, matcher } = await loadBeside(keysValues);
      for (const [picture, { matches }] of Object.entries(pictures)) {
        const encoded = await engine.encode(await tensor(`${picture}/pixel_values`));
        const image = await matcher.encodeFrom(encoded);
        const found = await matcher.match(
          image,
          matches.map((each) => texts.find(({ key }) => key === each.text)!.text),
        );
        for (const [index, { itm, itc }] of matches.entries()) {
          expect(largestError(found[index]!.itm!.logits, itm.logits)).toBeLessThanOrEqual(LOGIT_TOLERANCE);
          expect(Math.abs(found[index]!.itc!.cosine - itc.cosine)).toBeLessThanOrEqual(COSINE_TOLERANCE);
        }
        image.dispose();
        encoded.dispose();
      }
      await Promise.all([matcher.dispose(), engine.dispose()]);
    });
  },
);

describe.each(['matcher-9', 'matcher-16'])('%s', (name) => {
  const reference = readReference<RetrievalValues>(name);
  const texts = new Map(reference.texts.map((text) => [text.key, text]));
  let loaded: Loaded;
  beforeAll(async () => {
    loaded = await load(name);
  });
  afterAll(() => loaded.matcher.dispose());

  describe.each(Object.entries(reference.pictures))('%s', (picture, { matches }) => {
    let image: MatcherImage;
    let found: Match[];
    beforeAll(async () => {
      const { matcher, tensor } = loaded;
      image = await matcher.encode(await tensor(`${picture}/pixel_values`));
      const asked = matches.map((each) => texts.get(each.text)!.text);
      found = await matcher.match(image, asked);
    });
    afterAll(() => image.dispose());

    test('image_features', async () => {
      const expected = await loaded.tensor(`${picture}/projection`);
      expect(largestError(image.features!, expected)).toBeLessThan(FEATURE_TOLERANCE);
    });

    test('vectors of picture and texts by themselves have the cosines of the reference', async () => {
      const { matcher, tensor } = loaded;
      const vector = await matcher.embed(await tensor(`${picture}/pixel_values`));
      expect(vector).toEqual(image.features);
      const ofTexts = await matcher.embedTexts(matches.map((each) => texts.get(each.text)!.text));
      for (const [index, { itc }] of matches.entries())
        expect(Math.abs(cosine(vector, ofTexts[index]!) - itc.cosine)).toBeLessThanOrEqual(COSINE_TOLERANCE);
    });

    test.each([...matches.entries()])('text %i', (index, { text, itm, itc }) => {
      const match = found[index]!;
      expect(idsOf(match)).toEqual(texts.get(text)!.itmIds);
      expect(largestError(match.itm!.logits, itm.logits)).toBeLessThanOrEqual(LOGIT_TOLERANCE);
      expect(Math.abs(match.itm!.probability - itm.probability)).toBeLessThanOrEqual(LOGIT_TOLERANCE);
      expect(Math.abs(match.itc!.cosine - itc.cosine)).toBeLessThanOrEqual(COSINE_TOLERANCE);
    });

    test('a text has the same result alone and among others', async () => {
      for (const [index, { text }] of matches.entries()) {
        const [alone] = await loaded.matcher.match(image, [texts.get(text)!.text]);
        const together = found[index]!;
        expect(largestError(alone!.itm!.logits, together.itm!.logits)).toBeLessThan(LOGIT_TOLERANCE / 10);
        expect(Math.abs(alone!.itc!.cosine - together.itc!.cosine)).toBeLessThan(COSINE_TOLERANCE / 10);
      }
    });
  });
});

interface ContrastValues {
  texts: { text: string; ids: number[] }[];
  pictures: Record<string, { cosines: number[] }>;
}

describe('contrast-4, the plain BlipModel', () => {
  const reference = readReference<ContrastValues>('contrast-4');
  let loaded: Loaded;
  beforeAll(async () => {
    loaded = await load('contrast-4');
  });
  afterAll(() => loaded.matcher.dispose());

  test.each(Object.entries(reference.pictures))('%s', async (picture, { cosines }) => {
    const { matcher, tensor } = loaded;
    const image = await matcher.encode(await tensor(`${picture}/pixel_values`));
    const features = await tensor(`${picture}/projection`);
    expect(largestError(image.features!, features)).toBeLessThan(FEATURE_TOLERANCE);
    const asked = reference.texts.map(({ text }) => text);
    const found = await matcher.match(image, asked);
    expect(found.map(idsOf)).toEqual(reference.texts.map(({ ids }) => ids));
    expect(found.map(({ itm }) => itm)).toEqual(asked.map(() => null));
    const actual = found.map(({ itc }) => itc!.cosine);
    expect(largestError(actual, cosines)).toBeLessThanOrEqual(COSINE_TOLERANCE);
    image.dispose();
  });
});
