/** Compares question answerers with the values of `reference/VALUES.md`: answers, scores of listed ones, maps. */
import { headMeans } from '../../model-export/testing/head-means.ts';
import {
  type AnswerExplainer,
  type Answerer,
  createAnswerExplainer,
  createAnswerer,
  type EncodedImage,
} from '../../workers/engine/index.ts';
import { mapsDifference } from './explanations';
import type { AnswererResult } from './jobs';
import { type Loaded, largestDifference, type ReadTensor, readTensors, readValues } from './reference';

interface AnswerCase {
  maxLength: number;
  minLength: number;
}

interface QuestionValues {
  key: string;
  question: string;
  ids: number[];
  teacherForced: { key: string; answer: string; tokenLogProbs: number[] }[];
  greedy: (AnswerCase & { ids: number[] })[];
  beam: (AnswerCase & { numBeams: number; beams: { ids: number[]; score: number }[] })[];
}

interface Compared {
  answerer: Answerer;
  explainer: AnswerExplainer;
  image: EncodedImage;
  tensor: ReadTensor;
}

/** With the first pictures. */
export async function compareAnswerer(
  name: string,
  loaded: Loaded,
  pictureCount: number,
): Promise<AnswererResult> {
  const { pictures } = await readValues<{ pictures: Record<string, { questions: QuestionValues[] }> }>(
    loaded.readValue,
    name,
  );
  const tensor = await readTensors(loaded.readValue, name);
  const options = { ...loaded, ...loaded.execution };
  const answerer = await createAnswerer(options);
  const explainer = await createAnswerExplainer(options, { encoded: true });
  const differences = { score: 0, listed: 0, gradCam: 0, attention: 0 };
  const result: AnswererResult = { kind: 'answerer', compared: 0, different: [], ...differences };
  for (const [picture, { questions }] of Object.entries(pictures).slice(0, pictureCount)) {
    const image = await answerer.encode(await tensor(`${picture}/pixel_values`));
    for (const question of questions) {
      const compared = { answerer, explainer, image, tensor };
      await compareAnswers(compared, question, result);
      await compareListed(compared, question, result);
      await compareMaps(compared, question, result);
    }
    image.dispose();
  }
  await Promise.all([answerer.dispose(), explainer.dispose()]);
  return result;
}

async function compareAnswers(
  { answerer, image }: Compared,
  { question, greedy, beam }: QuestionValues,
  result: AnswererResult,
): Promise<void> {
  for (const { ids, minLength, maxLength } of greedy) {
    const answers = await answerer.answer(image, question, { beams: 1, minLength, maxLength });
    compareIds(answers, [ids], result);
  }
  for (const { numBeams: beams, minLength, maxLength, ...expected } of beam) {
    const answers = await answerer.answer(image, question, { beams, minLength, maxLength });
    compareIds(
      answers,
      expected.beams.map(({ ids }) => ids),
      result,
    );
    // The score of a beam under a length penalty of 1.
    const scores = answers.map(({ tokens, logProb }) => logProb / tokens.length);
    const wanted = Float32Array.from(expected.beams, ({ score }) => score);
    result.score = Math.max(result.score, largestDifference(Float32Array.from(scores), wanted));
  }
}

async function compareListed(
  { answerer, image }: Compared,
  { question, teacherForced }: QuestionValues,
  result: AnswererResult,
): Promise<void> {
  const listed = teacherForced.map(({ answer }) => answer);
  const ranked = await answerer.rankAnswers(image, question, listed);
  for (const { answer, tokenLogProbs } of teacherForced) {
    const { tokens = [] } = ranked.find(({ text }) => text === answer) ?? {};
    const logProbs = Float32Array.from(tokens, ({ logProb }) => logProb);
    result.listed = Math.max(result.listed, largestDifference(logProbs, Float32Array.from(tokenLogProbs)));
  }
}

async function compareMaps(
  { explainer, image, tensor }: Compared,
  { key: asked, question, ids, teacherForced }: QuestionValues,
  result: AnswererResult,
): Promise<void> {
  const { text } = explainer.manifest.architecture;
  const attention = headMeans(await tensor(`${asked}/cross_attention`), text, ids.length);
  for (const { key, answer } of teacherForced) {
    const gradCam = await explainer.explain(image, question, answer);
    result.gradCam = Math.max(
      result.gradCam,
      mapsDifference(gradCam.question.maps, await tensor(`${key}/grad_cam/question`)),
      mapsDifference(gradCam.answer.maps, await tensor(`${key}/grad_cam/answer`)),
    );
    const attended = await explainer.explain(image, question, answer, 'attention');
    result.attention = Math.max(
      result.attention,
      mapsDifference(attended.question.maps, attention),
      mapsDifference(attended.answer.maps, await tensor(`${key}/attention/answer`)),
    );
  }
}

function compareIds(
  answers: readonly { tokenIds: number[] }[],
  expected: readonly (readonly number[])[],
  result: AnswererResult,
): void {
  const format = (all: readonly (readonly number[])[]) => all.map((ids) => ids.join(' ')).join(' | ');
  const actual = format(answers.map(({ tokenIds }) => tokenIds));
  result.compared++;
  if (actual !== format(expected)) result.different.push(`${actual}, expected ${format(expected)}`);
}
