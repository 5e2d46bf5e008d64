/** Parity of the demo model's maps with PyTorch: every layer of every word, by both methods. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DemoText,
  demoPixels,
  demoTexts,
  exportedDemo,
} from '../../../model-export/testing/demo-maps.ts';
import { worstMap } from '../../../model-export/testing/map-errors.ts';
import { type ExportedBundle, largestError } from '../../../model-export/testing/reference.ts';
import { onProcessor } from '../testing/engine-options.ts';
import { createExplainer, type ExplainOptions } from './explain.ts';
import type { Explanation } from './explanation.ts';

/** Of each map's maximum. */
const MAP_TOLERANCE = 1e-3;
const SCORE_TOLERANCE = 1e-4;

const TEXTS = await demoTexts();

describe.each(['caption', 'itm'] as const)('%s', (source) => {
  const texts = TEXTS.filter((text) => text.source === source);
  let bundle: ExportedBundle;
  beforeAll(async () => {
    bundle = await exportedDemo();
  });

  describe.each(['grad-cam', 'attention'] as const)('%s', (method) => {
    let explain: (text: DemoText) => Promise<Explanation>;
    let dispose: () => Promise<void>;
    beforeAll(async () => {
      ({ explain, dispose } = await explaining(bundle, { source, method }));
    });
    afterAll(() => dispose());

    test.each(texts)('$picture: $text', async (text) => {
      const { tokens, maps, probability } = await explain(text);
      expect(tokens.map(({ id }) => id)).toEqual(source === 'caption' ? text.ids.slice(1) : text.ids);
      const expected = method === 'grad-cam' ? text.gradCam : text.attention;
      expect(worstMap(maps, expected)).toBeLessThanOrEqual(MAP_TOLERANCE);
      if (source === 'caption') {
        const logProbs = tokens.map(({ logProb }) => logProb!);
        expect(largestError(logProbs, text.tokenLogProbs!)).toBeLessThanOrEqual(SCORE_TOLERANCE);
      } else if (method === 'grad-cam') {
        expect(Math.abs(probability! - text.probability!)).toBeLessThanOrEqual(SCORE_TOLERANCE);
      }
    });
  });
});

async function explaining(bundle: ExportedBundle, options: ExplainOptions) {
  const explainer = await createExplainer(await onProcessor(runtime, bundle), options);
  const explain = async ({ source, picture, text, ids }: DemoText) => {
    const image = await explainer.encode(await demoPixels(picture, explainer.manifest.image));
    try {
      return await explainer.explain(image, source === 'caption' ? ids : text);
    } finally {
      image.dispose();
    }
  };
  return { explain, dispose: () => explainer.dispose() };
}
