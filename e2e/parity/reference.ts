/** Compares one reference checkpoint with the values of `reference/VALUES.md`. */

import { toFloat32 } from '../../core/float.ts';
import type { CaptionMethod } from '../../core/protocol/index.ts';
import { readSafetensors } from '../../model-export/checkpoint/safetensors.ts';
import { bytesSource } from '../../model-export/index.ts';
import { type DecoderModel, DecoderRun } from '../../workers/engine/decode/decoder.ts';
import { logSoftmax } from '../../workers/engine/decode/sampling.ts';
import { CAPTION_ROLES, Engine } from '../../workers/engine/engine.ts';
import type { Bundle, EncodedImage, Execution, Runtime, Tokenizer } from '../../workers/engine/index.ts';
import { loadModel } from '../../workers/engine/model.ts';
import type { ReferenceResult } from './jobs';

export interface Loaded {
  runtime: Runtime;
  execution: Execution;
  bundle: Bundle;
  tokenizer: Tokenizer;
  /** Reads a file of `reference/values/`. */
  readValue: ReadValue;
}

export type ReadValue = (file: string) => Promise<Uint8Array>;

interface Search {
  prompted: boolean;
  maxLength: number;
  minLength: number;
  ids: number[];
}

interface TeacherForced {
  key: string;
  ids: number[];
}

interface PictureValues {
  teacherForced: TeacherForced[];
  greedy: (Search & { repetitionPenalty: number })[];
  beam: (Search & { numBeams: number; lengthPenalty: number; earlyStopping: boolean })[];
}

export type ReadTensor = (key: string) => Promise<Float32Array>;

export async function compareWithReference(name: string, loaded: Loaded): Promise<ReferenceResult> {
  const { runtime, execution, bundle, tokenizer, readValue } = loaded;
  const values = await readValues<{ pictures: Record<string, PictureValues> }>(readValue, name);
  const tensor = await readTensors(readValue, name);
  const model = await loadModel(CAPTION_ROLES, { runtime, bundle, ...execution });
  const engine = new Engine(model, tokenizer);
  const result = emptyResult();
  for (const [picture, expected] of Object.entries(values.pictures)) {
    const image = await engine.encode(await tensor(`${picture}/pixel_values`));
    await compareEmbeds(image, await tensor(`${picture}/image_embeds`), result);
    for (const each of expected.teacherForced) await compareSteps(model, image, each, tensor, result);
    await compareSearches(engine, image, expected, result);
    image.dispose();
  }
  await engine.dispose();
  return result;
}

function emptyResult(): ReferenceResult {
  const searches = () => ({ compared: 0, different: [] });
  return {
    kind: 'reference',
    imageEmbeds: 0,
    logProbs: 0,
    crossAttention: 0,
    greedy: searches(),
    beam: searches(),
  };
}

export async function readValues<Values>(readValue: ReadValue, name: string): Promise<Values> {
  return JSON.parse(new TextDecoder().decode(await readValue(`${name}.json`)));
}

export async function readTensors(readValue: ReadValue, name: string): Promise<ReadTensor> {
  const file = `${name}.safetensors`;
  const bytes = await readValue(file);
  const tensors = new Map((await readSafetensors(bytesSource(bytes), file)).map((each) => [each.name, each]));
  return async (key) => {
    const found = tensors.get(key);
    if (!found) throw new Error(`${file} has no tensor ${key}.`);
    return toFloat32(await found.read(), 'F32');
  };
}

async function compareEmbeds(
  image: EncodedImage,
  expected: Float32Array,
  result: ReferenceResult,
): Promise<void> {
  const actual = await image.imageEmbeds.getData();
  if (!(actual instanceof Float32Array)) throw new Error('image_embeds are not float32.');
  result.imageEmbeds = Math.max(result.imageEmbeds, largestDifference(actual, expected));
}

/** Feeds the reference's ids one by one; compares every step's log-probabilities and all heads' attention. */
async function compareSteps(
  model: DecoderModel,
  image: EncodedImage,
  { key, ids }: TeacherForced,
  tensor: ReadTensor,
  result: ReferenceResult,
): Promise<void> {
  const logProbs = rows(await tensor(`${key}/log_probs`), ids.length);
  const decoder = new DecoderRun(model, image, { batch: 1, promptLength: 0, maxLength: ids.length });
  for (const [t, id] of ids.entries()) {
    const { logits } = await decoder.step([id], t);
    result.logProbs = Math.max(result.logProbs, largestDifference(logSoftmax(logits), logProbs[t]));
  }
  await compareAttention(model, decoder, ids.length, await tensor(`${key}/cross_attention`), result);
  decoder.dispose();
  decoder.history.dispose();
}

async function compareAttention(
  { manifest }: DecoderModel,
  { history }: DecoderRun,
  steps: number,
  attention: Float32Array,
  result: ReferenceResult,
): Promise<void> {
  const { layers, heads } = manifest.architecture.text;
  const refs = Array.from({ length: steps }, (_, step) => ({ step, row: 0 }));
  const expected = rows(attention, layers * heads * steps);
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      const maps = await history.maps(refs, { layer, head });
      for (const [t, map] of maps.entries()) {
        const patches = expected[(layer * heads + head) * steps + t]?.subarray(1);
        const difference = largestDifference(map, patches) / Math.max(...(patches ?? []));
        result.crossAttention = Math.max(result.crossAttention, difference);
      }
    }
  }
}

/** Those searches that the engine offers: no repetition penalty, length penalty 1. */
async function compareSearches(
  engine: Engine,
  image: EncodedImage,
  { greedy, beam }: PictureValues,
  result: ReferenceResult,
): Promise<void> {
  const compare = async (
    method: Extract<CaptionMethod, 'greedy' | 'beam'>,
    search: Search,
    beams: number,
  ) => {
    const { generation } = engine.manifest;
    const prompt = search.prompted ? generation.prompt : '';
    const { minLength, maxLength } = search;
    const settings = { ...generation, method, prompt, minLength, maxLength, beams, seed: 0 };
    const run = await finalRun(engine.caption(image, settings));
    run.dispose();
    const actual = run.captions[0]?.tokenIds.join(' ');
    result[method].compared++;
    if (actual !== search.ids.join(' '))
      result[method].different.push(`${actual}, expected ${search.ids.join(' ')}`);
  };
  for (const each of greedy) if (each.repetitionPenalty === 1) await compare('greedy', each, 1);
  for (const each of beam) {
    if (each.lengthPenalty === 1 && !each.earlyStopping) await compare('beam', each, each.numBeams);
  }
}

/** What a generator returns, its yields passed over. */
export async function finalRun<Return>(events: AsyncGenerator<unknown, Return>): Promise<Return> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}

function rows(values: Float32Array, count: number): Float32Array[] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => values.subarray(row * width, (row + 1) * width));
}

/** NaN and a different length count as infinite. */
export function largestDifference(actual: Float32Array, expected: Float32Array | undefined): number {
  if (actual.length !== expected?.length) return Infinity;
  let largest = 0;
  for (const [index, value] of actual.entries()) {
    const difference = Math.abs(value - (expected[index] ?? Number.NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
