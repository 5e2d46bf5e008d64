import { type Answer, createAnswerer } from '../workers/engine/index.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import type { AnswerFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';

/** `blipscope answer <image> <question>`. */
export async function answerCommand(
  path: string,
  question: string,
  flags: AnswerFlags,
  signal: AbortSignal,
): Promise<void> {
  const pictures = await listPictures([path]);
  const model = await openModel(flags, signal);
  const settings = flags.beams === undefined ? {} : { beams: flags.beams };
  const show = flags.json ? showJson : showText;
  await withModel(createAnswerer, model, (answerer) =>
    forEachPicture(answerer, pictures, signal, async (picture) => {
      const answering = answerer.answer(picture.encoded, question, settings, signal);
      const answers = await answering.catch((error: unknown) => {
        throw settingsMessage(error);
      });
      show(picture.name, answers);
    }),
  );
}

function showJson(image: string, answers: Answer[]): void {
  printJson({ image, answers: answers.map(({ text, logProb }) => ({ text, logProb })) });
}

function showText(image: string, answers: Answer[]): void {
  print(image, ...answers.map(({ text, logProb }) => `  ${text}  (${percent(logProb)})`));
}
