/** What a captioner asks of the GPU for each part of its work. */
import type { CountedWork, GpuCounts } from '../../core/protocol/bench.ts';
import type { GpuCounters } from './gpu-counters.ts';
import { NO_COUNTS } from './gpu-counters.ts';
import type { Lap, Subject } from './subject.ts';

export interface CountOptions {
  captions: number;
  steps: number;
}

/** Encodes a grey picture and decodes `steps` tokens; nothing else may use the GPU meanwhile. */
export async function countWork(
  subject: Subject,
  counters: GpuCounters,
  { captions, steps }: CountOptions,
): Promise<CountedWork> {
  const { image, text, architecture } = subject.manifest;
  const parts: Record<Parameters<Lap>[0], GpuCounts> = { encode: NO_COUNTS, keysValues: NO_COUNTS };
  counters.take();
  const picture = await subject.look(new Float32Array(3 * image.size ** 2), (part) => {
    parts[part] = counters.take();
  });
  const decoder = picture.decoder({ batch: captions, promptLength: 1, maxLength: steps + 1 });
  const begin = counters.take();
  const counted: GpuCounts[] = [];
  try {
    for (let position = 0; position < steps; position++) {
      await decoder.step(new Array<number>(captions).fill(text.bosId), position);
      counted.push(counters.take());
    }
  } finally {
    decoder.dispose();
    picture.dispose();
  }
  const logitsBytes = subject.readsCandidates ? 0 : 4 * captions * architecture.text.vocabSize;
  return { captions, ...parts, begin, steps: counted, logitsBytes };
}
