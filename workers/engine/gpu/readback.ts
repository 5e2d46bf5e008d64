import { choose, type Policy, type ReducedOutput, type StepOutput } from '../decode/decode.ts';
import { enoughLogits, policy } from '../decode/generate.ts';
import { type DecoderShape, type Model, patchGrid } from '../model.ts';
import { DeviceOutputs } from './device-outputs.ts';

/** Words. Of fewer, all logits are hardly more to read than the candidates. */
const SMALLEST_VOCABULARY = 4096;
const ROUNDS = 5;

/**
 * Whether reading candidates and choosing among them takes less time on this device than reading and searching all
 * logits. What is faster depends on the GPU, the way its memory is read, and the CPU: it is tried, with logits of the
 * model's size and the settings it has by default. Never so where there is no GPU.
 */
export async function candidatesAreFaster({
  runtime,
  execution,
  manifest,
}: Pick<Model<'text_decoder'>, 'runtime' | 'execution' | 'manifest'>): Promise<boolean> {
  const settings = { ...manifest.generation, method: 'nucleus', seed: 0 } as const;
  const enough = enoughLogits(settings);
  const shape = shapeOf(manifest);
  if (execution.backend !== 'webgpu' || !enough || shape.vocabulary < SMALLEST_VOCABULARY) return false;
  const { device } = execution;
  const batch = settings.numCaptions;
  const common = { tensor: runtime.Tensor, device, batch, shape, steps: ROUNDS + 1 };
  const all = new DeviceOutputs({ ...common, enough: null });
  const reduced = new DeviceOutputs({ ...common, enough });
  const { bosId, eosId } = manifest.text;
  const chooser = policy(settings, manifest.text);
  const named = Array.from({ length: batch }, () => [bosId, eosId]);
  try {
    for (const outputs of [all, reduced]) fillLogits(device, outputs, batch * shape.vocabulary);
    const [timeOfAll, timeOfReduced] = await fastest(
      () => chooseAll(chooser, [bosId], all.read()),
      () => chooseAll(chooser, [bosId], reduced.readReduced!(named)),
    );
    return timeOfReduced < timeOfAll;
  } finally {
    for (const outputs of [all, reduced]) {
      outputs.dispose();
      outputs.history.dispose();
    }
  }
}

/** One layer: what is measured does not depend on their number. */
function shapeOf({ architecture, image }: Model<'text_decoder'>['manifest']): DecoderShape {
  const { heads, vocabSize } = architecture.text;
  const [rows, columns] = patchGrid(image);
  return { layers: 1, heads, headWidth: 1, vocabulary: vocabSize, columns: rows * columns + 1 };
}

/** Spread over the range that a model's logits have, and no two alike: equal ones would ask for all logits. */
function fillLogits(device: GPUDevice, outputs: DeviceOutputs, count: number): void {
  const { logits } = outputs.fetches();
  const values = Float32Array.from({ length: count }, (_, index) => 8 * Math.sin(index * index));
  device.queue.writeBuffer(logits!.gpuBuffer, 0, values);
}

async function chooseAll(
  chooser: Policy,
  sequence: readonly number[],
  reading: Promise<StepOutput | ReducedOutput>,
): Promise<void> {
  const output = await reading;
  for (let row = 0; row < chooser.captions; row++) await choose(chooser, output, row, sequence);
}

/** The shortest time of each job, taken in turns; the first round, which compiles, does not count. */
async function fastest(...jobs: (() => Promise<void>)[]): Promise<number[]> {
  const best = jobs.map(() => Infinity);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, job] of jobs.entries()) {
      const start = performance.now();
      await job();
      if (round > 0) best[index] = Math.min(best[index]!, performance.now() - start);
    }
  }
  return best;
}
