/** Counts what the engine asks of the GPU, on the app's own runtime. */
import { countWork } from '../../workers/measure/count-work.ts';
import { engineSubject } from '../../workers/measure/engine-subject.ts';
import { GpuCounters } from '../../workers/measure/gpu-counters.ts';
import type { GpuWorkJob, GpuWorkResult } from './jobs';
import type { Loaded } from './reference';

export async function countGpuWork(
  { captions, steps }: GpuWorkJob,
  load: () => Promise<Loaded>,
): Promise<GpuWorkResult> {
  const counters = new GpuCounters(self);
  const { execution, ...loaded } = await load();
  const subject = await engineSubject({ ...loaded, ...execution });
  const work: GpuWorkResult['work'] = [];
  for (const batch of captions) {
    // The first run compiles shaders and fills the runtime's pool of buffers.
    await countWork(subject, counters, { captions: batch, steps });
    work.push(await countWork(subject, counters, { captions: batch, steps }));
  }
  await subject.dispose();
  counters.stop();
  return { kind: 'gpuWork', work };
}
