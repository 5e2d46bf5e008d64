/** Reading candidates back in place of all logits changes no caption. */
import { expect, test } from '../fixtures';

/** Of float32 sums over a vocabulary. */
const LOG_SUM_EXP_TOLERANCE = 5e-6;
/** Of a step, maps included. */
const BUDGET = 8192;

test('of BLIP’s vocabulary the GPU gives the best words, all that were named, and a bound for the others', async ({
  page,
}) => {
  await page.goto('/');
  const base = { vocabulary: 30_524, captions: 3, columns: 577, largest: 82, steps: 12 };
  for (const job of [base, { ...base, vocabulary: 513, captions: 8, largest: 192 }]) {
    const result = await page.evaluate((each) => window.__parity.reducedRows(each), job);
    expect(result.rows).toBe(job.steps * job.captions);
    expect(result.wrong).toEqual([]);
    expect(result.logSumExp).toBeLessThan(LOG_SUM_EXP_TOLERANCE);
    if (job === base) expect(Math.max(...result.bytesRead)).toBeLessThanOrEqual(BUDGET);
  }
});

test('a captioner writes the same captions from candidates, greedily and by seed', async ({ page }) => {
  await page.goto('/');
  const job = { checkpoint: 'square-16', seeds: [1, 2], backend: 'webgpu' as const };
  const result = await page.evaluate((each) => window.__parity.reducedCaptions(each), job);
  expect(result.compared).toBe(6);
  expect(result.different).toEqual([]);
  expect(result.logProb).toBeLessThan(LOG_SUM_EXP_TOLERANCE);
});
