import { createMatcher, type Match } from '../workers/engine/index.ts';
import { openModel, withModel } from './model.ts';
import type { MatchFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';
import { chooseTexts, TEXTS } from './texts.ts';

/** Texts per run: they form one sequence, whose cost grows with its square. */
const TOGETHER = 8;

/** `blipscope match <image> [text]`: the text, or those that `--texts` has for each picture. */
export async function matchCommand(
  path: string,
  text: string | undefined,
  flags: MatchFlags,
  signal: AbortSignal,
): Promise<void> {
  const textsOf = await chooseTexts(text, flags.texts, TEXTS);
  const pictures = await listPictures([path]);
  for (const { name, problem } of pictures) if (!problem) textsOf(name);
  const model = await openModel(flags, signal);
  const show = flags.json ? showJson : showText;
  await withModel(createMatcher, model, (matcher) =>
    forEachPicture(matcher, pictures, signal, async (picture) => {
      for (const texts of inGroups(textsOf(picture.name), TOGETHER)) {
        const matches = await matcher.match(picture.encoded, texts, signal);
        matches.forEach((match, i) => {
          show(picture.name, match, flags.texts === undefined ? {} : { text: texts[i]! });
        });
      }
    }),
  );
}

function* inGroups<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Leaves out a head that the model lacks, and the text if it is in the command line. */
function showJson(image: string, { itm, itc }: Match, which: { text?: string }): void {
  printJson({ image, ...which, ...(itm && { itm }), ...(itc && { itc }) });
}

function showText(image: string, { itm, itc }: Match, { text }: { text?: string }): void {
  print(
    text === undefined ? image : `${image}: ${text}`,
    ...(itm ? [`  match ${percent(Math.log(itm.probability))}`] : []),
    ...(itc ? [`  cosine ${itc.cosine.toFixed(4)}`] : []),
  );
}
