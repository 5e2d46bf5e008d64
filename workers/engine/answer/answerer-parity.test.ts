/** Parity of question answerers with PyTorch. */
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../core/answers.ts';
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

const LOG_PROB_TOLERANCE = 1e-4;

interface GreedyCase {
  maxLength: number;
  minLength: number;
  ids: number[];
}

interface BeamCase extends GreedyCase {
  numBeams: number;
  beams: { ids: number[]; score: number }[];
}

interface Values {
  architecture: { text: object; vision: object };
  pictures: Record<
    string,
    {
      questions: {
        key: string;
        question: string;
        teacherForced: { answer: string; ids: number[]; tokenLogProbs: number[]; logProb: number }[];
        greedy: GreedyCase[];
        beam: BeamCase[];
      }[];
    }
  >;
}

/** Sum of log-probabilities by generated tokens: the score of a beam under a length penalty of 1. */
const score = ({ tokens, logProb }: Answer) => logProb / tokens.length;

/** `vqa-16`, whose towers differ in width, is a `.pth` of BLIP's original code, without a config. */
function bundleOf(name: string, { vision, text }: Values['architecture']) {
  if (name !== 'vqa-16') return exported(`architectures/${name}`);
  const config = { architectures: ['BlipForQuestionAnswering'], model_type: 'blip' };
  return exported('originals/vqa-16', { ...config, vision_config: vision, text_config: text });
}

describe.each(['vqa-9', 'vqa-4', 'vqa-16'])('%s', (name) => {
  const { pictures, architecture } = readReference<Values>(name);
  let answerer: Answerer;
  let tensor: ReadTensor;
  beforeAll(async () => {
    answerer = await createAnswerer(await onProcessor(runtime, await bundleOf(name, architecture)));
    tensor = await readTensors(name);
  });
  afterAll(() => answerer.dispose());

  describe.each(Object.entries(pictures))('%s', (picture, { questions }) => {
    let image: EncodedImage;
    beforeAll(async () => {
      image = await answerer.encode(await tensor(`${picture}/pixel_values`));
    });
    afterAll(() => image.dispose());

    describe.each(questions)('$question', ({ question, teacherForced, greedy, beam }) => {
      test.each(greedy)('greedy, length $minLength to $maxLength', async ({ maxLength, minLength, ids }) => {
        const answers = await answerer.answer(image, question, { beams: 1, minLength, maxLength });
        expect(answers.map(({ tokenIds }) => tokenIds)).toEqual([ids]);
      });

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

      test('the defaults are those of LAVIS: 3 beams, at most 10 tokens', async () => {
        const lavis = beam.find(
          ({ numBeams, minLength, maxLength }) => numBeams === 3 && minLength === 1 && maxLength === 10,
        )!;
        const answers = await answerer.answer(image, question);
        expect(answers.map(({ tokenIds }) => tokenIds)).toEqual(lavis.beams.map(({ ids }) => ids));
      });
    });
  });
});
