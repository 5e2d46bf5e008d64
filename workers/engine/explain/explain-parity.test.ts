/** Parity of Grad-CAM with PyTorch's autograd, every layer of every text; tolerance of the architecture. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headMeans } from '../../../model-export/testing/head-means.ts';
import { worstMap } from '../../../model-export/testing/map-errors.ts';
import {
  exported,
  largestError,
  type ReadTensor,
  readReference,
  readTensors,
} from '../../../model-export/testing/reference.ts';
import { onProcessor } from '../testing/engine-options.ts';
import { createExplainer, type Explainer, type ExplainerImage } from './explain.ts';
import type { Explanation } from './explanation.ts';

/** Of each map's maximum. */
const MAP_TOLERANCE = 1e-3;
const SCORE_TOLERANCE = 1e-4;

interface CaptionValues {
  captions: { key: string; picture: string; ids: number[]; tokenLogProbs: number[] }[];
}

describe.each(['square-16', 'odd-9', 'grid-25'])('captioner %s', (name) => {
  const { captions } = readReference<CaptionValues>(`${name}-gradcam`);
  let explainer: Explainer;
  let tensor: ReadTensor;
  let expected: ReadTensor;
  beforeAll(async () => {
    const options = await onProcessor(runtime, await exported(`checkpoints/${name}`));
    explainer = await createExplainer(options, { source: 'caption', method: 'grad-cam' });
    [tensor, expected] = [await readTensors(name), await readTensors(`${name}-gradcam`)];
  });
  afterAll(() => explainer.dispose());

  async function explain(picture: string, ids: readonly number[]): Promise<Explanation> {
    const image = await explainer.encode(await tensor(`${picture}/pixel_values`));
    try {
      return await explainer.explain(image, ids);
    } finally {
      image.dispose();
    }
  }

  test.each(captions)('$key', async ({ key, picture, ids, tokenLogProbs }) => {
    const { tokens, maps } = await explain(picture, ids);
    expect(tokens.map(({ id }) => id)).toEqual(ids.slice(1));
    const logProbs = tokens.map(({ logProb }) => logProb!);
    expect(largestError(logProbs, tokenLogProbs)).toBeLessThanOrEqual(SCORE_TOLERANCE);
    expect(worstMap(maps, await expected(`${key}/grad_cam`))).toBeLessThanOrEqual(MAP_TOLERANCE);
  });

  test("a word's map does not depend on later words", async () => {
    const { picture, ids } = captions[0]!;
    const { maps } = await explain(picture, ids);
    const cut = Math.ceil(ids.length / 2);
    const { maps: early } = await explain(picture, ids.slice(0, cut));
    const asBefore = Float32Array.from(
      maps.flatMap((layer) => layer.slice(0, cut - 1).flatMap((map) => [...map])),
    );
    expect(worstMap(early, asBefore)).toBeLessThan(MAP_TOLERANCE / 10);
  });
});

interface MatchValues {
  texts: { key: string; text: string; itmIds: number[] }[];
  pictures: Record<string, { matches: { key: string; text: string; itm: { probability: number } }[] }>;
}

describe.each(['matcher-9', 'matcher-16'])('matcher %s', (name) => {
  const { texts, pictures } = readReference<MatchValues>(name);
  const known = new Map(texts.map((text) => [text.key, text]));
  let explainer: Explainer;
  let attention: Explainer;
  let tensor: ReadTensor;
  beforeAll(async () => {
    const options = await onProcessor(runtime, await exported(`architectures/${name}`));
    explainer = await createExplainer(options, { source: 'itm', method: 'grad-cam' });
    attention = await createExplainer(options, { source: 'itm', method: 'attention' });
    tensor = await readTensors(name);
  });
  afterAll(() => Promise.all([explainer.dispose(), attention.dispose()]));

  describe.each(Object.entries(pictures))('%s', (picture, { matches }) => {
    let image: ExplainerImage;
    beforeAll(async () => {
      image = await explainer.encode(await tensor(`${picture}/pixel_values`));
    });
    afterAll(() => image.dispose());

    test.each(matches)('$text', async ({ key, text, itm }) => {
      const { text: words, itmIds } = known.get(text)!;
      const { tokens, maps, probability } = await explainer.explain(image, words);
      expect(tokens.map(({ id }) => id)).toEqual(itmIds);
      expect(Math.abs(probability! - itm.probability)).toBeLessThanOrEqual(SCORE_TOLERANCE);
      expect(worstMap(maps, await tensor(`${key}/grad_cam`))).toBeLessThanOrEqual(MAP_TOLERANCE);
      const plain = await attention.explain(image, words);
      const probabilities = await tensor(`${key}/cross_attention`);
      const expected = headMeans(probabilities, explainer.manifest.architecture.text, itmIds.length);
      expect(worstMap(plain.maps, expected)).toBeLessThanOrEqual(MAP_TOLERANCE);
    });
  });
});
