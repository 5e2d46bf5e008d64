/** Counts what the engine asks of the GPU, on the app's own runtime. */
import { CAPTION_ROLES } from '../../workers/engine/engine.ts';
import { loadModel } from '../../workers/engine/model.ts';
import { countWork } from '../../workers/measure/count-work.ts';
import { GpuCounters } from '../../workers/measure/gpu-counters.ts';
import type { GpuWorkJob, GpuWorkResult } from './jobs';
import type { Loaded } from './reference';

export async function countGpuWork(
  { captions, steps }: GpuWorkJob,
  load: () => Promise<Loaded>,
): Promise<GpuWorkResult> {
  const counters = new GpuCounters(self);
  const { runtime, execution, bundle } = await load();
  const model = await loadModel(CAPTION_ROLES, { runtime, bundle, ...execution });
  const work: GpuWorkResult['work'] = [];
  for (const batch of captions) {
    // The first run compiles shaders and fills the runtime's pool of buffers.
    await countWork(model, counters, { captions: batch, steps });
    work.push(await countWork(model, counters, { captions: batch, steps }));
  }
  await model.sessions.release();
  counters.stop();
  return { kind: 'gpuWork', work };
}
