import type { Answer } from '../core/answers.ts';
import { answererBundle, createAnswerer } from '../workers/engine/index.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import type { AnswerFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';
import { chooseTexts, QUESTIONS } from './texts.ts';

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
  const settings = flags.beams === undefined ? {} : { beams: flags.beams };
  const show = flags.json ? showJson : showText;
  await withModel(createAnswerer, model, (answerer) =>
    forEachPicture(answerer, pictures, signal, async (picture) => {
      for (const asked of questionsOf(picture.name)) {
        const answering = answerer.answer(picture.encoded, asked, settings, signal);
        const answers = await answering.catch((error: unknown) => {
          throw settingsMessage(error);
        });
        show(picture.name, answers, flags.questions === undefined ? {} : { question: asked });
      }
    }),
  );
}

/** Leaves out the question if it is in the command line. */
function showJson(image: string, answers: Answer[], which: { question?: string }): void {
  printJson({ image, ...which, answers: answers.map(({ text, logProb }) => ({ text, logProb })) });
}

function showText(image: string, answers: Answer[], { question }: { question?: string }): void {
  print(
    question === undefined ? image : `${image}: ${question}`,
    ...answers.map(({ text, logProb }) => `  ${text}  (${percent(logProb)})`),
  );
}
