/** What the page of `bench/candidates.ts` does: a step's scores are read back and chosen from, in both ways. */
import { Tensor } from 'onnxruntime-common';
import type { GenerationDefaults } from '../../core/manifest/manifest.ts';
import {
  choose,
  type Policy,
  type ReducedOutput,
  type StepOutput,
} from '../../workers/engine/decode/decode.ts';
import { enoughLogits, policy } from '../../workers/engine/decode/generate.ts';
import { captionRandom } from '../../workers/engine/decode/random.ts';
import { DeviceOutputs } from '../../workers/engine/gpu/device-outputs.ts';
import { GpuCounters } from '../../workers/measure/gpu-counters.ts';
import { requestGpu } from '../../workers/runtime/gpu.ts';

export interface CandidatesJob {
  vocabulary: number;
  rounds: number;
  generation: GenerationDefaults;
}

/** Milliseconds of every round; bytes of each. */
export interface Way {
  read: number[];
  choose: number[];
  bytesRead: number;
}

export interface CandidatesResult {
  gpu: string;
  all: Way;
  candidates: Way;
  /** Words chosen in each way, and those that were not the same. */
  words: number;
  different: number;
  /** Rows whose candidates did not decide. */
  undecided: number;
}

declare global {
  interface Window {
    measureCandidates(job: CandidatesJob): Promise<CandidatesResult>;
  }
}

/** As of base size; the words stand where BLIP has them, from the end. */
const SHAPE = { layers: 12, heads: 12, headWidth: 64, columns: 577 };
const SEED = 7;

interface Chooser extends Way {
  outputs: DeviceOutputs;
  policy: Policy;
  words: number[];
}

window.measureCandidates = async ({ vocabulary, rounds, generation }) => {
  const counters = new GpuCounters(window);
  const { device, name } = await requestGpu(navigator.gpu);
  const settings = { ...generation, method: 'nucleus', seed: SEED } as const;
  const text = { eosId: vocabulary - 3, padId: 0 };
  const bosId = vocabulary - 2;
  const batch = settings.numCaptions;
  const chooser = (enough: ReturnType<typeof enoughLogits>): Chooser => {
    const shape = { ...SHAPE, vocabulary };
    const outputs = new DeviceOutputs({ tensor: Tensor, device, batch, shape, steps: rounds + 1, enough });
    return { outputs, policy: policy(settings, text), words: [], read: [], choose: [], bytesRead: 0 };
  };
  const [all, candidates] = [chooser(null), chooser(enoughLogits(settings))];
  let undecided = 0;
  // The first round compiles and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const logits = normal(round, batch * vocabulary);
    for (const each of [all, candidates]) await write(device, each.outputs, logits);
    const sequence = [bosId, ...all.words.slice(-batch)];
    const named = Array.from({ length: batch }, () => [...sequence, text.eosId]);
    const counting = { device, counters, sequence, counts: round > 0 };
    await readAndChoose(all, () => all.outputs.read(), counting);
    await readAndChoose(
      candidates,
      async () => watched(await candidates.outputs.readReduced!(named)),
      counting,
    );
  }
  for (const { outputs } of [all, candidates]) {
    outputs.dispose();
    outputs.history.dispose();
  }
  counters.stop();
  device.destroy();
  const different = all.words.filter((word, index) => word !== candidates.words[index]).length;
  return {
    gpu: name,
    all: wayOf(all),
    candidates: wayOf(candidates),
    words: all.words.length,
    different,
    undecided,
  };

  /** Notes which rows ask for all logits. */
  function watched(output: ReducedOutput): ReducedOutput {
    return {
      ...output,
      logits: () => {
        undecided += 1;
        return output.logits();
      },
    };
  }
};

function wayOf({ read, choose, bytesRead }: Way): Way {
  return { read, choose, bytesRead };
}

async function readAndChoose(
  chooser: Chooser,
  read: () => Promise<StepOutput | ReducedOutput>,
  { counters, sequence, counts }: { counters: GpuCounters; sequence: number[]; counts: boolean },
): Promise<void> {
  counters.take();
  const start = performance.now();
  const output = await read();
  const middle = performance.now();
  const { bytesRead } = counters.take();
  for (let row = 0; row < chooser.policy.captions; row++) {
    chooser.words.push((await choose(chooser.policy, output, row, sequence)).id);
  }
  const end = performance.now();
  if (!counts) return;
  chooser.read.push(middle - start);
  chooser.choose.push(end - middle);
  chooser.bytesRead = bytesRead;
}

/** In place before the clock runs. */
async function write(
  device: GPUDevice,
  outputs: DeviceOutputs,
  logits: Float32Array<ArrayBuffer>,
): Promise<void> {
  device.queue.writeBuffer(outputs.fetches().logits!.gpuBuffer, 0, logits);
  await device.queue.onSubmittedWorkDone();
}

/** About normally distributed, with the deviation that a model's logits have. */
function normal(round: number, count: number): Float32Array<ArrayBuffer> {
  const random = captionRandom(SEED, round);
  return Float32Array.from({ length: count }, () => 10 * (random() + random() + random() - 1.5));
}
