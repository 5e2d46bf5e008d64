/** Candidates that the GPU picks from the logits, against all logits: the same rows, and the same captions. */

import type { CaptionSettings } from '../../core/protocol/index.ts';
import type { Candidates } from '../../workers/engine/decode/candidates.ts';
import { rowOf } from '../../workers/engine/decode/decode.ts';
import { withDecoder } from '../../workers/engine/decode/decoder.ts';
import { batchSize, enoughLogits, generate, returned } from '../../workers/engine/decode/generate.ts';
import { captionRandom } from '../../workers/engine/decode/random.ts';
import { logSumExp } from '../../workers/engine/decode/sampling.ts';
import { CAPTION_ROLES, Engine } from '../../workers/engine/engine.ts';
import { DeviceOutputs } from '../../workers/engine/gpu/device-outputs.ts';
import { loadModel } from '../../workers/engine/model.ts';
import { GpuCounters } from '../../workers/measure/gpu-counters.ts';
import type { ReducedCaptionsJob, ReducedCaptionsResult, ReducedRowsJob, ReducedRowsResult } from './jobs';
import { type Loaded, readTensors, readValues } from './reference';

const NAMED = 30;
const MAX_LENGTH = 12;

/** Rows like a model's, like a model's in steps (so that many are equal), and all equal. */
function makeLogits(step: number, count: number): Float32Array {
  const random = captionRandom(step, count);
  const normal = () => 10 * (random() + random() + random() - 1.5);
  if (step % 3 === 0) return Float32Array.from({ length: count }, normal);
  if (step % 3 === 1) return Float32Array.from({ length: count }, () => Math.round(4 * normal()) / 4);
  return new Float32Array(count).fill(step);
}

export async function compareRows(
  { vocabulary, captions, columns, largest, steps }: ReducedRowsJob,
  load: () => Promise<Pick<Loaded, 'runtime' | 'execution'>>,
): Promise<ReducedRowsResult> {
  const counters = new GpuCounters(self);
  const { runtime, execution } = await load();
  if (execution.backend !== 'webgpu') throw new Error('There is no GPU.');
  const { device } = execution;
  const outputs = new DeviceOutputs({
    ...{ tensor: runtime.Tensor, device, batch: captions, steps },
    shape: { layers: 1, heads: 1, headWidth: 8, vocabulary, columns },
    enough: { largest, named: NAMED },
  });
  const result: ReducedRowsResult = { kind: 'reducedRows', rows: 0, wrong: [], logSumExp: 0, bytesRead: [] };
  for (let step = 0; step < steps; step++) {
    const logits = makeLogits(step, captions * vocabulary);
    device.queue.writeBuffer(outputs.fetches().logits!.gpuBuffer, 0, logits);
    const named = Array.from({ length: captions }, (_, row) => namedIds(step + row, vocabulary));
    counters.take();
    const { candidates } = await outputs.readReduced!(named);
    const { bytesRead, buffersCreated, mapRoundTrips } = counters.take();
    result.bytesRead.push(bytesRead);
    if (buffersCreated > 0 || mapRoundTrips !== 1) result.wrong.push(`step ${step}: more than one readback`);
    for (const [row, each] of candidates.entries()) {
      const all = rowOf(logits, row, captions);
      const fault = faultOf(each, all, { largest, named: named[row]! });
      if (fault) result.wrong.push(`step ${step}, row ${row}: ${fault}`);
      result.rows += 1;
      result.logSumExp = Math.max(result.logSumExp, Math.abs(each.logSumExp - logSumExp(all)));
    }
  }
  outputs.dispose();
  outputs.history.dispose();
  counters.stop();
  return result;
}

function namedIds(seed: number, vocabulary: number): number[] {
  const random = captionRandom(seed, vocabulary);
  return Array.from({ length: seed % (NAMED + 1) }, () => Math.floor(vocabulary * random()));
}

/** What is wrong with candidates: every word must be one of them or be below the rest's bound. */
function faultOf(
  { ids, logits, rest }: Candidates,
  all: Float32Array,
  { largest, named }: { largest: number; named: number[] },
): string | null {
  const known = new Set(ids);
  if (known.size !== ids.length || ids.some((id, place) => place > 0 && id < ids[place - 1]!))
    return 'not in order';
  if (ids.some((id, place) => logits[place] !== all[id])) return 'another logit';
  if (named.some((id) => !known.has(id))) return 'a named word is missing';
  if (all.some((logit, id) => !known.has(id) && logit > rest)) return 'a better word is missing';
  const bound = all.toSorted((a, b) => b - a)[largest - 1]!;
  return rest > bound && rest !== Infinity ? 'the bound is above the candidates' : null;
}

/** Captions of two pictures of a checkpoint, from all logits and from candidates. */
export async function compareCaptions(
  { checkpoint, seeds }: ReducedCaptionsJob,
  { runtime, execution, bundle, tokenizer }: Loaded,
): Promise<ReducedCaptionsResult> {
  const { pictures } = await readValues<{ pictures: Record<string, object> }>(checkpoint);
  const tensor = await readTensors(checkpoint);
  const model = await loadModel(CAPTION_ROLES, { runtime, bundle, ...execution });
  const engine = new Engine(model, tokenizer);
  const { text, generation } = bundle.manifest;
  const result: ReducedCaptionsResult = { kind: 'reducedCaptions', compared: 0, different: [], logProb: 0 };
  const nucleus = seeds.map((seed) => ({
    ...generation,
    method: 'nucleus' as const,
    topK: 12,
    maxLength: MAX_LENGTH,
    seed,
  }));
  const settings: CaptionSettings[] = [
    { ...generation, method: 'greedy', maxLength: MAX_LENGTH, seed: 0 },
    ...nucleus,
  ];
  for (const picture of Object.keys(pictures).slice(0, 2)) {
    const image = await engine.encode(await tensor(`${picture}/pixel_values`));
    const promptIds = [text.bosId, ...tokenizer.encode(generation.prompt)];
    for (const each of settings) {
      const run = (enough: ReturnType<typeof enoughLogits>) => {
        const common = { batch: batchSize(each), promptLength: promptIds.length, maxLength: each.maxLength };
        return withDecoder(model, image, { ...common, enough }, (decoder) =>
          returned(generate({ decoder, tokenizer, text }, promptIds, each)),
        );
      };
      const [whole, reduced] = [
        (await run(null)).flatMap(tokensOf),
        (await run(enoughLogits(each))).flatMap(tokensOf),
      ];
      const ids = (tokens: typeof whole) => tokens.map(({ id }) => id).join(' ');
      result.compared += 1;
      if (ids(whole) !== ids(reduced))
        result.different.push(`${picture}: ${ids(reduced)}, not ${ids(whole)}`);
      for (const [t, { logProb }] of whole.entries()) {
        result.logProb = Math.max(result.logProb, Math.abs(logProb - (reduced[t]?.logProb ?? 0)));
      }
    }
    image.dispose();
  }
  await engine.dispose();
  return result;
}

function tokensOf({ tokens }: { tokens: { id: number; logProb: number }[] }) {
  return tokens;
}
