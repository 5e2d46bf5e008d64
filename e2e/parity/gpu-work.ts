/** Counts the GPU work of the engine, on the app's runtime. */
import { GpuCounters, type GpuCounts, NO_COUNTS } from '../../workers/engine/testing/gpu-counters.ts';
import { engineSubject } from '../../workers/measure/engine-subject.ts';
import type { Lap, Subject } from '../../workers/measure/subject.ts';
import type { CountedWork, GpuWorkJob, GpuWorkResult } from './jobs';
import type { Loaded } from './reference';

export async function countGpuWork(
  { captions, steps, batches: sizes }: GpuWorkJob,
  load: () => Promise<Loaded>,
): Promise<GpuWorkResult> {
  const counters = new GpuCounters(self);
  const { execution, ...loaded } = await load();
  const subject = await engineSubject({ ...loaded, ...execution });
  const work: CountedWork[] = [];
  for (const batch of captions) {
    // The first run compiles shaders and fills the runtime's pool of buffers.
    await countWork(subject, counters, batch, steps);
    work.push(await countWork(subject, counters, batch, steps));
  }
  const batches: GpuWorkResult['batches'] = [];
  for (const pictures of sizes) {
    await countBatch(subject, counters, pictures, steps);
    batches.push({ pictures, total: await countBatch(subject, counters, pictures, steps) });
  }
  await subject.dispose();
  counters.stop();
  return { kind: 'gpuWork', work, batches };
}

/** Encodes grey pictures and captions them as one batch; no caption ends early. */
async function countBatch(
  { manifest, captionBatch }: Subject,
  counters: GpuCounters,
  pictures: number,
  steps: number,
): Promise<GpuCounts> {
  const pixels = new Float32Array(3 * manifest.image.size ** 2);
  const [minLength, maxLength] = [steps + 1, steps + 1];
  const settings = { ...manifest.generation, minLength, maxLength, method: 'nucleus', seed: 0 } as const;
  counters.take();
  await captionBatch!(new Array<Float32Array>(pictures).fill(pixels), { ...settings, prompt: '' });
  return counters.take();
}

/** Encodes a grey picture and decodes `stepCount` tokens; nothing else may use the GPU meanwhile. */
async function countWork(
  subject: Subject,
  counters: GpuCounters,
  captions: number,
  stepCount: number,
): Promise<CountedWork> {
  const { image, text, architecture } = subject.manifest;
  const parts: Record<Parameters<Lap>[0], GpuCounts> = { encode: NO_COUNTS, keysValues: NO_COUNTS };
  counters.take();
  const encoded = await subject.encode(new Float32Array(3 * image.size ** 2), (part) => {
    parts[part] = counters.take();
  });
  const decoder = encoded.decoder({ batch: captions, promptLength: 1, maxLength: stepCount + 1 });
  const begin = counters.take();
  const steps: GpuCounts[] = [];
  for (let position = 0; position < stepCount; position++) {
    await decoder.step(new Array<number>(captions).fill(text.bosId), position);
    steps.push(counters.take());
  }
  decoder.dispose();
  encoded.dispose();
  return { captions, ...parts, begin, steps, logitsBytes: 4 * captions * architecture.text.vocabSize };
}
