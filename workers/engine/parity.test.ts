/**
 * Parity of the exported graphs and the engine with PyTorch on the reference checkpoints (`reference/VALUES.md`), with the
 * tolerances of the architecture.
 */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import { CHECKPOINTS } from '../../model-export/testing/memory.ts';
import {
  exported,
  largestError,
  type ReadTensor,
  readReference,
  readTensors,
} from '../../model-export/testing/reference.ts';
import { beamSearch } from './decode/beam.ts';
import { decode, type Generated } from './decode/decode.ts';
import { DecoderRun } from './decode/decoder.ts';
import { returned } from './decode/generate.ts';
import { logSoftmax, processLogits } from './decode/sampling.ts';
import { CAPTION_ROLES, Engine } from './engine.ts';
import { loadModel, type Model } from './model.ts';
import { onProcessor } from './testing/engine-options.ts';
import type { EncodedImage } from './vision.ts';

const LOG_PROB_TOLERANCE = 1e-4;
const MAP_TOLERANCE = 1e-3;
const EMBEDS_TOLERANCE = 1e-4;

interface TeacherForced {
  key: string;
  text: string;
  ids: number[];
  tokenLogProbs: number[];
  loss: number;
}

interface GreedyCase {
  startIds: number[];
  prompted: boolean;
  maxLength: number;
  minLength: number;
  repetitionPenalty: number;
  ids: number[];
}

interface BeamCase extends Omit<GreedyCase, 'repetitionPenalty'> {
  numBeams: number;
  lengthPenalty: number;
  earlyStopping: boolean;
  score: number;
  beams: { ids: number[]; score: number }[];
}

interface Reference {
  pictures: Record<string, { teacherForced: TeacherForced[]; greedy: GreedyCase[]; beam: BeamCase[] }>;
}

const ids = (startIds: number[], { tokens }: Generated) => [...startIds, ...tokens.map((token) => token.id)];

describe.each(CHECKPOINTS)('%s', (name) => {
  const reference = readReference<Reference>(name);
  let model: Model<(typeof CAPTION_ROLES)[number]>;
  let engine: Engine;
  let tensor: ReadTensor;

  beforeAll(async () => {
    const options = await onProcessor(runtime, await exported(`checkpoints/${name}`));
    model = await loadModel(CAPTION_ROLES, options);
    engine = new Engine(model, options.tokenizer);
    tensor = await readTensors(name);
  });
  afterAll(() => engine.dispose());

  describe.each(Object.entries(reference.pictures))('%s', (picture, values) => {
    let image: EncodedImage;
    beforeAll(async () => {
      image = await engine.encode(await tensor(`${picture}/pixel_values`));
    });
    afterAll(() => image.dispose());

    async function withDecoder<T>(
      options: { batch: number; promptLength: number; maxLength: number },
      job: (decoder: DecoderRun) => Promise<T>,
    ): Promise<T> {
      const decoder = new DecoderRun(model, image, options);
      return job(decoder).finally(() => decoder.dispose());
    }

    function settings(changes: Partial<CaptionSettings>): CaptionSettings {
      return { ...model.manifest.generation, method: 'greedy', seed: 0, minLength: 0, ...changes };
    }

    const prompt = (prompted: boolean) => (prompted ? model.manifest.generation.prompt : '');

    test('image_embeds', async () => {
      const actual = await image.imageEmbeds.getData();
      const expected = await tensor(`${picture}/image_embeds`);
      expect(largestError(Float32Array.from(actual as Float32Array), expected)).toBeLessThan(
        EMBEDS_TOLERANCE,
      );
    });

    test.each(values.teacherForced)(
      'teacher-forced "$text": log-probabilities and attention',
      async (each) => {
        const logProbs = await tensor(`${each.key}/log_probs`);
        const attention = await tensor(`${each.key}/cross_attention`);
        const vocabulary = logProbs.length / each.ids.length;
        const { layers, heads } = model.manifest.architecture.text;
        const columns = attention.length / (layers * heads * each.ids.length);
        const options = { batch: 1, promptLength: 0, maxLength: each.ids.length };
        await withDecoder(options, async (decoder) => {
          for (const [t, id] of each.ids.entries()) {
            const { logits } = await decoder.step([id], t);
            const expected = logProbs.subarray(t * vocabulary, (t + 1) * vocabulary);
            expect(largestError(logSoftmax(logits), expected)).toBeLessThan(LOG_PROB_TOLERANCE);
          }
          const refs = each.ids.map((_, step) => ({ step, row: 0 }));
          for (let layer = 0; layer < layers; layer++) {
            for (let head = 0; head < heads; head++) {
              const maps = await decoder.history.maps(refs, { layer, head });
              for (const [t, map] of maps.entries()) {
                const row = ((layer * heads + head) * each.ids.length + t) * columns;
                const expected = attention.subarray(row + 1, row + columns);
                expect(largestError(map, expected)).toBeLessThan(MAP_TOLERANCE * Math.max(...expected));
              }
            }
          }
        });
      },
    );

    test.each(values.teacherForced)(
      'score "$text"',
      async ({ text, tokenLogProbs, loss, ids: expectedIds }) => {
        const score = await engine.score(image, text);
        expect(score.tokens.map((token) => token.id)).toEqual(expectedIds.slice(1));
        const actual = Float32Array.from(score.tokens, (token) => token.logProb);
        expect(largestError(actual, Float32Array.from(tokenLogProbs))).toBeLessThan(LOG_PROB_TOLERANCE);
        expect(Math.abs(score.loss - loss)).toBeLessThan(LOG_PROB_TOLERANCE);
      },
    );

    const greedyName =
      'greedy, prompted $prompted, length $minLength to $maxLength, repetition penalty $repetitionPenalty';
    test.each(values.greedy)(greedyName, async (each) => {
      const { startIds, maxLength, minLength, repetitionPenalty } = each;
      const { eosId: endId, padId } = model.manifest.text;
      const processing = { repetitionPenalty, minLength, temperature: 1, topK: 1, topP: 1 };
      const choose = (_: number, logits: Float32Array, sequence: readonly number[]) =>
        processLogits(logits, sequence, processing, endId).ids[0]!;
      const options = { batch: 1, promptLength: startIds.length, maxLength };
      const [caption] = await withDecoder(options, (decoder) =>
        returned(decode(decoder, startIds, { captions: 1, endId, padId, maxLength, choose })),
      );
      expect(ids(startIds, caption!)).toEqual(each.ids);
    });

    test.each(values.greedy.filter((each) => each.repetitionPenalty === 1))(
      'greedy through the engine, prompted $prompted, length $minLength to $maxLength',
      async ({ prompted, minLength, maxLength, ids: expected }) => {
        const request = settings({ method: 'greedy', prompt: prompt(prompted), minLength, maxLength });
        const run = await returned(engine.caption(image, request));
        expect(run.captions.map((caption) => caption.tokenIds)).toEqual([expected]);
      },
    );

    const beamName =
      '$numBeams beams, prompted $prompted, length $minLength to $maxLength, penalty $lengthPenalty, early $earlyStopping';
    test.each(values.beam)(beamName, async (each) => {
      const { startIds, minLength, maxLength, numBeams: beams, lengthPenalty, earlyStopping } = each;
      const policy = { beams, minLength, maxLength, lengthPenalty, earlyStopping };
      const endId = model.manifest.text.eosId;
      const options = { batch: beams, promptLength: startIds.length, maxLength };
      const sentences = await withDecoder(options, (decoder) =>
        returned(beamSearch(decoder, startIds, { ...policy, endId })),
      );
      expect(sentences.map((sentence) => ids(startIds, sentence))).toEqual(
        each.beams.map((beam) => beam.ids),
      );
      for (const [rank, { tokens }] of sentences.entries()) {
        const score = tokens.reduce((sum, token) => sum + token.logProb, 0) / tokens.length ** lengthPenalty;
        expect(Math.abs(score - each.beams[rank]!.score)).toBeLessThan(LOG_PROB_TOLERANCE);
      }
    });

    test.each(values.beam.filter((each) => each.lengthPenalty === 1 && !each.earlyStopping))(
      '$numBeams beams through the engine, prompted $prompted, length $minLength to $maxLength',
      async ({ prompted, minLength, maxLength, numBeams: beams, ids: expected }) => {
        const request = settings({ method: 'beam', prompt: prompt(prompted), minLength, maxLength, beams });
        const run = await returned(engine.caption(image, request));
        expect(run.captions[0]!.tokenIds).toEqual(expected);
      },
    );

    test('a caption is the same alone and in a batch', async () => {
      const request = settings({ method: 'nucleus', prompt: '', seed: 7, maxLength: 20 });
      const [three, one] = [
        await returned(engine.caption(image, { ...request, numCaptions: 3 })),
        await returned(engine.caption(image, { ...request, numCaptions: 1 })),
      ];
      expect(three.captions[0]!.tokenIds).toEqual(one.captions[0]!.tokenIds);
      expect(new Set(three.captions.map((caption) => caption.tokenIds.join())).size).toBe(3);
    });
  });
});
