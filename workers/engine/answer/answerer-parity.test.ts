/** Parity of question answerers with PyTorch. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../core/answers.ts';
import { headMeans } from '../../../model-export/testing/head-means.ts';
import { worstMap } from '../../../model-export/testing/map-errors.ts';
import {
  exported,
  largestError,
  type ReadTensor,
  readReference,
  readTensors,
} from '../../../model-export/testing/reference.ts';
import { onProcessor } from '../testing/engine-options.ts';
import type { EncodedImage } from '../vision.ts';
import { type Answerer, createAnswerer } from './answerer.ts';
import { type AnswerExplainer, createAnswerExplainer } from './explainer.ts';

const LOG_PROB_TOLERANCE = 1e-4;
/** Of each map's maximum. */
const MAP_TOLERANCE = 1e-3;

interface GreedyCase {
  maxLength: number;
  minLength: number;
  ids: number[];
}

interface BeamCase extends GreedyCase {
  numBeams: number;
  beams: { ids: number[]; score: number }[];
}

interface ForcedAnswer {
  key: string;
  answer: string;
  ids: number[];
  tokenLogProbs: number[];
  logProb: number;
}

interface Values {
  architecture: { text: object; vision: object };
  pictures: Record<
    string,
    {
      questions: {
        key: string;
        question: string;
        ids: number[];
        teacherForced: ForcedAnswer[];
        greedy: GreedyCase[];
        beam: BeamCase[];
      }[];
    }
  >;
}

/** Sum of log-probabilities by generated tokens: the score of a beam under a length penalty of 1. */
const score = ({ tokens, logProb }: Answer) => logProb / tokens.length;

/** [L,Q,P] → [L,P] */
function rowSums(maps: Float32Array, layers: number, rows: number): Float32Array {
  const patches = maps.length / layers / rows;
  const sums = new Float32Array(layers * patches);
  for (const [index, value] of maps.entries()) {
    sums[Math.floor(index / rows / patches) * patches + (index % patches)]! += value;
  }
  return sums;
}

/** `vqa-16`, whose towers differ in width, is a `.pth` of BLIP's original code, without a config. */
function bundleOf(name: string, { vision, text }: Values['architecture']) {
  if (name !== 'vqa-16') return exported(`architectures/${name}`);
  const config = { architectures: ['BlipForQuestionAnswering'], model_type: 'blip' };
  return exported('originals/vqa-16', { ...config, vision_config: vision, text_config: text });
}

describe.each(['vqa-9', 'vqa-4', 'vqa-16', 'vqa-36', 'vqa-1'])('%s', (name) => {
  const { pictures, architecture } = readReference<Values>(name);
  let answerer: Answerer;
  let explainer: AnswerExplainer;
  let tensor: ReadTensor;
  beforeAll(async () => {
    const options = await onProcessor(runtime, await bundleOf(name, architecture));
    answerer = await createAnswerer(options);
    explainer = await createAnswerExplainer(options, { encoded: true });
    tensor = await readTensors(name);
  });
  afterAll(() => Promise.all([answerer.dispose(), explainer.dispose()]));

  describe.each(Object.entries(pictures))('%s', (picture, { questions }) => {
    let image: EncodedImage;
    beforeAll(async () => {
      image = await answerer.encode(await tensor(`${picture}/pixel_values`));
    });
    afterAll(() => image.dispose());

    describe.each(questions)(
      '$question',
      ({ key: asked, question, ids: questionIds, teacherForced, greedy, beam }) => {
        test.each(greedy)(
          'greedy, length $minLength to $maxLength',
          async ({ maxLength, minLength, ids }) => {
            const answers = await answerer.answer(image, question, { beams: 1, minLength, maxLength });
            expect(answers.map(({ tokenIds }) => tokenIds)).toEqual([ids]);
          },
        );

        test.each(beam)('$numBeams beams, length $minLength to $maxLength', async (each) => {
          const { numBeams, minLength, maxLength, beams } = each;
          const answers = await answerer.answer(image, question, { beams: numBeams, minLength, maxLength });
          expect(answers.map(({ tokenIds }) => tokenIds)).toEqual(beams.map(({ ids }) => ids));
          const scores = beams.map((expected) => expected.score);
          expect(largestError(answers.map(score), scores)).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
        });

        test('listed answers have the scores of a teacher-forced pass', async () => {
          const listed = teacherForced.map(({ answer }) => answer);
          const ranked = await answerer.rankAnswers(image, question, listed);
          const best = teacherForced.toSorted((a, b) => b.logProb - a.logProb);
          expect(ranked.map(({ tokenIds }) => tokenIds)).toEqual(best.map(({ ids }) => ids));
          for (const [rank, { tokens, logProb }] of ranked.entries()) {
            const logProbs = tokens.map((token) => token.logProb);
            expect(largestError(logProbs, best[rank]!.tokenLogProbs)).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
            expect(Math.abs(logProb - best[rank]!.logProb)).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
          }
        });

        test.each(teacherForced)('Grad-CAM of $answer', async ({ key, answer, ids, tokenLogProbs }) => {
          const explained = await explainer.explain(image, question, answer);
          expect(explained.question.tokens.map(({ id }) => id)).toEqual(questionIds);
          expect(explained.answer.tokens.map(({ id }) => id)).toEqual(ids.slice(1));
          const logProbs = explained.answer.tokens.map(({ logProb }) => logProb!);
          expect(largestError(logProbs, tokenLogProbs)).toBeLessThanOrEqual(LOG_PROB_TOLERANCE);
          const ofQuestion = await tensor(`${key}/grad_cam/question`);
          const ofAnswer = await tensor(`${key}/grad_cam/answer`);
          expect(worstMap(explained.question.maps, ofQuestion)).toBeLessThanOrEqual(MAP_TOLERANCE);
          expect(worstMap(explained.answer.maps, ofAnswer)).toBeLessThanOrEqual(MAP_TOLERANCE);
          const whole = explained.whole.map((map) => [map]);
          expect(worstMap(whole, rowSums(ofQuestion, whole.length, questionIds.length))).toBeLessThanOrEqual(
            MAP_TOLERANCE,
          );
        });

        test.each(teacherForced)('attention of $answer', async ({ key, answer }) => {
          const explained = await explainer.explain(image, question, answer, 'attention');
          const { text } = answerer.manifest.architecture;
          const ofQuestion = headMeans(await tensor(`${asked}/cross_attention`), text, questionIds.length);
          expect(worstMap(explained.question.maps, ofQuestion)).toBeLessThanOrEqual(MAP_TOLERANCE);
          const ofAnswer = await tensor(`${key}/attention/answer`);
          expect(worstMap(explained.answer.maps, ofAnswer)).toBeLessThanOrEqual(MAP_TOLERANCE);
        });

        test('the defaults are those of LAVIS: 3 beams, at most 10 tokens', async () => {
          const lavis = beam.find(
            ({ numBeams, minLength, maxLength }) => numBeams === 3 && minLength === 1 && maxLength === 10,
          )!;
          const answers = await answerer.answer(image, question);
          expect(answers.map(({ tokenIds }) => tokenIds)).toEqual(lavis.beams.map(({ ids }) => ids));
        });
      },
    );
  });
});
