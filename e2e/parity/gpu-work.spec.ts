/** What decoding asks of the GPU, counted: the same on every machine, however fast. */
import { expect, test } from '../fixtures';
import type { CountedWork, GpuWorkJob } from './jobs';

const STEPS = 6;
/** From here on a step is like every other. */
const FIRST_STEADY = 2;
const MAP_BYTES_PER_CAPTION = 2048;

test('a steady decode step creates no buffer, waits for one readback, and reads little beside the logits', async ({
  page,
}) => {
  await page.goto('/');
  const job = { model: 'demo', captions: [1, 3, 8], steps: STEPS } satisfies Omit<GpuWorkJob, 'kind'>;
  const { work } = await page.evaluate((each) => window.__parity.gpuWork(each), job);
  console.log('\nAsked of the GPU, demo model in fp32:');
  console.table(work.flatMap(rows));
  expect(work.map(({ captions }) => captions)).toEqual(job.captions);
  for (const { captions, steps, logitsBytes, ...stages } of work) {
    const { encode, keysValues, begin } = stages;
    // One run warmed up: nothing is compiled twice.
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
});

function rows({ captions, encode, keysValues, begin, steps, logitsBytes }: CountedWork): object[] {
  const stages = { encode, keysValues, begin, first: steps[0], second: steps[1], steady: steps.at(-1) };
  return Object.entries(stages).map(([stage, counts]) => ({ captions, stage, logitsBytes, ...counts }));
}
