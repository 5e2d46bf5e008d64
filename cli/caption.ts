import type { CaptionSettings, CaptionTimes } from '../core/protocol/index.ts';
import { createEngine, type EncodedImage, type Engine, type FinishedRun } from '../workers/engine/index.ts';
import { checkedSettings, openModel, withModel } from './model.ts';
import type { CaptionFlags } from './options.ts';
import { milliseconds, percent, print, printJson } from './output.ts';
import { listPictures } from './picture-list.ts';
import { forEachPicture, type Picture } from './pictures.ts';
import { type RankedCaption, type Ranker, withRanker } from './ranker.ts';

/** `match` is the time of the matcher, if there is one. */
interface Times extends CaptionTimes {
  match?: number;
}

interface Captioned {
  captions: RankedCaption[];
  ms: Times;
}

/** `blipscope caption <image…>`. */
export async function captionCommand(
  paths: string[],
  flags: CaptionFlags,
  signal: AbortSignal,
): Promise<void> {
  const pictures = await listPictures(paths);
  const model = await openModel(flags, signal);
  const settings = checkedSettings(flags, model);
  const show = flags.json ? showJson : showText;
  await withRanker(flags, signal, (rank) =>
    withModel(createEngine, model, (engine) =>
      forEachPicture(engine, pictures, signal, async (picture) => {
        const captioned = await captionPicture(engine, picture, settings, signal);
        show(picture.name, rank ? await rankCaptions(captioned, picture, rank) : captioned);
      }),
    ),
  );
}

async function captionPicture(
  engine: Engine,
  { encoded, times: { image, encode } }: Picture<EncodedImage>,
  settings: CaptionSettings,
  signal: AbortSignal,
): Promise<Captioned> {
  const start = performance.now();
  let firstEvent: number | null = null;
  const run = await finish(engine.caption(encoded, settings, signal), () => {
    firstEvent ??= performance.now();
  });
  run.dispose();
  const decode = performance.now() - start;
  const before = image + encode;
  const firstToken = before + ((firstEvent ?? start) - start);
  return { captions: run.captions, ms: { image, encode, firstToken, decode, total: before + decode } };
}

async function rankCaptions(
  { captions, ms }: Captioned,
  { rows }: Picture<EncodedImage>,
  rank: Ranker,
): Promise<Captioned> {
  const start = performance.now();
  const ranked = await rank(captions, rows);
  const match = performance.now() - start;
  return { captions: ranked, ms: { ...ms, match, total: ms.total + match } };
}

async function finish<Event>(
  events: AsyncGenerator<Event, FinishedRun>,
  onEvent: () => void,
): Promise<FinishedRun> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    onEvent();
  }
}

function showJson(image: string, { captions, ms }: Captioned): void {
  printJson({
    image,
    captions: captions.map(({ text, tokenIds, tokens, logProb, match }) => ({
      text,
      tokenIds,
      tokens: tokens.map((token) => ({ id: token.id, text: token.text, logProb: token.logProb })),
      logProb,
      match,
    })),
    ms,
  });
}

function showText(image: string, { captions, ms }: Captioned): void {
  const { encode, decode, total, match } = ms;
  const matching = match === undefined ? '' : `, matches in ${milliseconds(match)}`;
  print(
    image,
    ...captions.map((caption) => `  ${caption.text}  (${scores(caption)})`),
    `  ${milliseconds(total)}: picture encoded in ${milliseconds(encode)}, captions in ${milliseconds(decode)}${matching}`,
  );
}

function scores({ logProb, match }: RankedCaption): string {
  return match === undefined ? percent(logProb) : `${percent(logProb)}, match ${percent(Math.log(match))}`;
}
