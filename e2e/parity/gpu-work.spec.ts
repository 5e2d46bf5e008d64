/** Counts the GPU work of decoding, which is the same on every machine. */
import type { GpuCounts } from '../../workers/engine/testing/gpu-counters';
import { expect, test } from '../fixtures';
import type { CountedWork, GpuWorkJob } from './jobs';

const STEPS = 6;
/** Later steps do the same work. */
const FIRST_STEADY = 2;
const MAP_BYTES_PER_CAPTION = 2048;

test('a steady decode step creates no buffer, waits for one readback, and reads the logits and at most 2 KiB per caption', async ({
  page,
}) => {
  await page.goto('/');
  const job = { model: 'demo', captions: [1, 3, 8], steps: STEPS, batches: [1, 4] } satisfies Omit<
    GpuWorkJob,
    'kind'
  >;
  const { work, batches } = await page.evaluate((each) => window.__parity.gpuWork(each), job);
  console.log('\nGPU work, demo model in fp32:');
  console.table(work.flatMap(rows));
  expect(work.map(({ captions }) => captions)).toEqual(job.captions);
  for (const { captions, steps, logitsBytes, ...stages } of work) {
    const { encode, keysValues, begin } = stages;
    // After the warm-up run nothing is compiled.
    expect([encode, keysValues, begin].map((each) => each.pipelinesCreated)).toEqual([0, 0, 0]);
    expect(steps).toHaveLength(STEPS);
    for (const step of steps.slice(FIRST_STEADY)) {
      expect(step).toMatchObject({
        buffersCreated: 0,
        mapRoundTrips: 1,
        otherRoundTrips: 0,
        pipelinesCreated: 0,
      });
      expect(step.bytesRead - logitsBytes).toBeGreaterThan(0);
      expect(step.bytesRead - logitsBytes).toBeLessThanOrEqual(MAP_BYTES_PER_CAPTION * captions);
    }
  }
  // Nobody watches a batch: it reads logits alone, and waits as often for four pictures as for one.
  console.log('\nThree captions of six tokens, by pictures in a batch, encoding included:');
  console.table(batches.map(({ pictures, total }) => ({ pictures, ...total })));
  const [one, four] = batches.map(({ total }) => total) as [GpuCounts, GpuCounts];
  expect(one.mapRoundTrips).toBe(STEPS);
  expect(four.mapRoundTrips).toBe(STEPS);
  expect(four.bytesRead).toBe(4 * one.bytesRead);
  expect(four.dispatches).toBeLessThan(2 * one.dispatches);
  expect([one, four].map(({ pipelinesCreated }) => pipelinesCreated)).toEqual([0, 0]);
});

function rows({ captions, encode, keysValues, begin, steps, logitsBytes }: CountedWork): object[] {
  const stages = { encode, keysValues, begin, first: steps[0], second: steps[1], steady: steps.at(-1) };
  return Object.entries(stages).map(([stage, counts]) => ({ captions, stage, logitsBytes, ...counts }));
}
