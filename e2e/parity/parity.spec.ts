/**
 * Parity of the exported graphs and the engine with PyTorch, in the browser, on WebAssembly and WebGPU, with the
 * tolerances of the architecture.
 */
import { readdirSync } from 'node:fs';
import { expect, test } from '../fixtures';
import type { AnswererResult, ExplainerResult, MatcherResult, ParityBackend, ReferenceResult } from './jobs';

const EMBEDS_TOLERANCE = 1e-4;
const LOG_PROB_TOLERANCE = 1e-4;
const ATTENTION_TOLERANCE = 1e-3;
const LOGIT_TOLERANCE = 1e-4;
const COSINE_TOLERANCE = 1e-5;

const CHECKPOINTS = readdirSync(new URL('../../reference/checkpoints/', import.meta.url)).sort();
const BACKENDS: readonly ParityBackend[] = ['wasm', 'webgpu'];

const measured: (ReferenceResult & { checkpoint: string; backend: ParityBackend })[] = [];

for (const backend of BACKENDS) {
  for (const checkpoint of CHECKPOINTS) {
    test(`${checkpoint} on ${backend} has parity with PyTorch`, async ({ page }) => {
      await page.goto('/');
      const result = await page.evaluate((job) => window.__parity.reference(job), { checkpoint, backend });
      measured.push({ checkpoint, backend, ...result });
      expect(result.imageEmbeds).toBeLessThan(EMBEDS_TOLERANCE);
      expect(result.logProbs).toBeLessThan(LOG_PROB_TOLERANCE);
      expect(result.crossAttention).toBeLessThan(ATTENTION_TOLERANCE);
      for (const searches of [result.greedy, result.beam]) {
        expect(searches.compared).toBeGreaterThan(0);
        expect(searches.different).toEqual([]);
      }
    });
  }
}

const MATCHER = 'matcher-9';
/** `mixture` is the same matcher in one bundle with a captioner, which encodes the pictures. */
const MATCHERS = { wasm: [MATCHER, 'mixture'], webgpu: ['mixture'] } as const;
const ANSWERERS = { wasm: ['vqa-9', 'vqa-36'], webgpu: ['vqa-36'] } as const;
const others: object[] = [];

for (const backend of BACKENDS) {
  for (const checkpoint of MATCHERS[backend]) {
    test(`${checkpoint} on ${backend} has the matches of PyTorch`, async ({ page }) => {
      await page.goto('/');
      const job = { checkpoint, values: MATCHER, backend };
      const result = await page.evaluate((each) => window.__parity.matcher(each), job);
      others.push({ checkpoint, backend, ...formatErrors(result) });
      expect(result.compared).toBeGreaterThan(0);
      expect(result.logits).toBeLessThanOrEqual(LOGIT_TOLERANCE);
      expect(result.probability).toBeLessThanOrEqual(LOGIT_TOLERANCE);
      expect(result.cosine).toBeLessThanOrEqual(COSINE_TOLERANCE);
    });
  }

  for (const checkpoint of ANSWERERS[backend]) {
    test(`${checkpoint} on ${backend} has the answers of PyTorch, and their maps`, async ({ page }) => {
      await page.goto('/');
      const job = { checkpoint, backend };
      const result = await page.evaluate((each) => window.__parity.answerer(each), job);
      others.push({ ...job, ...formatErrors(result) });
      expect(result.compared).toBeGreaterThan(0);
      expect(result.different).toEqual([]);
      expect(result.score).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
      expect(result.listed).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
      expect(result.gradCam).toBeLessThanOrEqual(ATTENTION_TOLERANCE);
      expect(result.attention).toBeLessThanOrEqual(ATTENTION_TOLERANCE);
    });
  }
}

function formatErrors({ kind: _, ...numbers }: MatcherResult | AnswererResult | ExplainerResult) {
  const entries = Object.entries(numbers).map(([name, value]) => [
    name,
    typeof value === 'number' && !Number.isInteger(value) ? value.toExponential(1) : value,
  ]);
  return Object.fromEntries(entries);
}

const EXPLAINED = [
  ...CHECKPOINTS.map((checkpoint) => ({ checkpoint, source: 'caption' as const })),
  { checkpoint: MATCHER, source: 'itm' as const },
];

for (const backend of BACKENDS) {
  for (const { checkpoint, source } of EXPLAINED) {
    test(`Grad-CAM of ${checkpoint} on ${backend} has parity with PyTorch`, async ({ page }) => {
      await page.goto('/');
      const job = { checkpoint, source, backend };
      const result = await page.evaluate((each) => window.__parity.explainer(each), job);
      others.push({ checkpoint, backend, ...formatErrors(result) });
      expect(result.compared).toBeGreaterThan(0);
      expect(result.gradCam).toBeLessThanOrEqual(ATTENTION_TOLERANCE);
    });
  }
}

test.afterAll(() => {
  if (others.length > 0) {
    console.log('\nLargest differences from PyTorch of matchers and answerers, fp32:');
    console.table(others);
  }
  if (measured.length === 0) return;
  console.log("\nLargest differences from PyTorch, fp32 (attention relative to the map's maximum):");
  console.table(
    measured.map(({ checkpoint, backend, imageEmbeds, logProbs, crossAttention, greedy, beam }) => ({
      checkpoint,
      backend,
      imageEmbeds: imageEmbeds.toExponential(1),
      logProbs: logProbs.toExponential(1),
      crossAttention: crossAttention.toExponential(1),
      greedy: `${greedy.compared - greedy.different.length} of ${greedy.compared} same`,
      beam: `${beam.compared - beam.different.length} of ${beam.compared} same`,
    })),
  );
});
