import type { Answer, RankedAnswer } from '../core/answers.ts';
import { type Answerer, answererBundle, createAnswerer, type EncodedImage } from '../workers/engine/index.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import type { AnswerFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';
import { chooseTexts, QUESTIONS } from './texts.ts';

/** Found by the model, or ranked among those that `--among` lists. */
type AnyAnswer = Answer | RankedAnswer;

/** `blipscope answer <image> [question]`: the question, or those that `--questions` has for each picture. */
export async function answerCommand(
  path: string,
  question: string | undefined,
  flags: AnswerFlags,
  signal: AbortSignal,
): Promise<void> {
  const questionsOf = await chooseTexts(question, flags.questions, QUESTIONS);
  const pictures = await listPictures([path]);
  for (const { name, problem } of pictures) if (!problem) questionsOf(name);
  const model = await openModel(flags, signal, answererBundle);
  const show = flags.json ? showJson : showText;
  await withModel(createAnswerer, model, (answerer) =>
    forEachPicture(answerer, pictures, signal, async (picture) => {
      for (const asked of questionsOf(picture.name)) {
        const answers = await answersTo(answerer, picture.encoded, asked, flags, signal);
        show(picture.name, answers, flags.questions === undefined ? {} : { question: asked });
      }
    }),
  );
}

/** @throws {CliError} for flags out of range */
async function answersTo(
  answerer: Answerer,
  image: EncodedImage,
  question: string,
  { among, beams }: AnswerFlags,
  signal: AbortSignal,
): Promise<AnyAnswer[]> {
  try {
    if (among) return await answerer.rankAnswers(image, question, among, signal);
    return await answerer.answer(image, question, beams === undefined ? {} : { beams }, signal);
  } catch (error) {
    throw settingsMessage(error);
  }
}

/** Leaves out the question if it is in the command line. */
function showJson(image: string, answers: AnyAnswer[], which: { question?: string }): void {
  const fields = (answer: AnyAnswer) => {
    const { text, logProb, probability } = answer;
    return { text, logProb, probability, ...('share' in answer && { share: answer.share }) };
  };
  printJson({ image, ...which, answers: answers.map(fields) });
}

function showText(image: string, answers: AnyAnswer[], { question }: { question?: string }): void {
  print(
    question === undefined ? image : `${image}: ${question}`,
    ...answers.map((answer) => `  ${answer.text}  (${likelihood(answer)})`),
  );
}

function likelihood(answer: AnyAnswer): string {
  const alone = percent(answer.logProb);
  return 'share' in answer ? `${percent(Math.log(answer.share))} of these, ${alone} of all` : alone;
}
