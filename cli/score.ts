import { createEngine, type Score } from '../workers/engine/index.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import type { ModelFlags } from './options.ts';
import { longest, percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';

/** `blipscope score <image> <text>`. */
export async function scoreCommand(
  path: string,
  text: string,
  flags: ModelFlags,
  signal: AbortSignal,
): Promise<void> {
  const pictures = await listPictures([path]);
  const model = await openModel(flags, signal);
  const show = flags.json ? showJson : showText;
  await withModel(createEngine, model, (engine) =>
    forEachPicture(engine, pictures, signal, async (picture) => {
      const score = await engine.score(picture.encoded, text, signal).catch((error: unknown) => {
        throw settingsMessage(error);
      });
      show(picture.name, score);
    }),
  );
}

function showJson(image: string, { tokens, loss }: Score): void {
  printJson({
    image,
    tokens: tokens.map((token) => ({ id: token.id, text: token.text, logProb: token.logProb })),
    loss,
  });
}

function showText(image: string, { tokens, loss }: Score): void {
  const width = longest(tokens.map(({ text }) => text));
  print(
    image,
    ...tokens.map((token) => `  ${token.text.padEnd(width)}  ${percent(token.logProb)}`),
    `  loss ${loss.toFixed(4)}`,
  );
}
