/** `blipscope explain <image> [answer] --question <text>`. */
import type { ExplainedAnswer, MappedText } from '../core/answers.ts';
import { answerLayer, type LayerChoice, layerMaps } from '../core/explain.ts';
import { type PatchMap, sumMaps } from '../core/maps.ts';
import {
  type AnswerExplainer,
  answererBundle,
  createAnswerExplainer,
  createAnswerer,
  type EncodedImage,
} from '../workers/engine/index.ts';
import { chooseLayer, layerName, wordLines, wordPanels, writeOutputs } from './explain-output.ts';
import type { Panel } from './figure.ts';
import { type OpenedModel, openModel, settingsMessage, withModel } from './model.ts';
import type { ExplainFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import type { PictureFile } from './picture-list.ts';
import { forEachPicture, type PictureModel } from './pictures.ts';

export interface Asked {
  question: string;
  /** The answer that the model finds if absent. */
  answer: string | undefined;
}

export async function explainAnswers(
  pictures: readonly PictureFile[],
  { question, answer }: Asked,
  flags: ExplainFlags,
  signal: AbortSignal,
): Promise<void> {
  const model = await openModel(flags, signal, answererBundle);
  const { layers } = model.bundle.manifest.architecture.text;
  const layer = chooseLayer(flags.layer, answerLayer(layers), layers);
  const create = (options: OpenedModel) => (answer === undefined ? finding(options) : given(options, answer));
  await withModel(create, model, ({ explainer, encoder, answerTo }) =>
    forEachPicture(encoder, pictures, signal, async ({ name: image, rows, encoded }) => {
      const explained = await answerTo(encoded, question, signal)
        .then((ids) => explainer.explain(encoded, question, ids, flags.method, signal))
        .then((explanation) => chosen(image, explanation, layer))
        .catch((error: unknown) => {
          throw settingsMessage(error);
        });
      const maps = [...explained.answer.maps, ...explained.question.maps];
      await writeOutputs(flags, rows, { grid: explained.grid, maps, panels: panels(explained) });
      (flags.json ? showJson : showText)(explained);
    }),
  );
}

interface Explaining {
  explainer: AnswerExplainer;
  encoder: PictureModel<EncodedImage>;
  /** A text, or the ids of a full sequence. */
  answerTo(image: EncodedImage, question: string, signal: AbortSignal): Promise<string | readonly number[]>;
  dispose(): Promise<void>;
}

/** An answer from the command line. */
async function given(options: OpenedModel, answer: string): Promise<Explaining> {
  const explainer = await createAnswerExplainer(options);
  return {
    explainer,
    encoder: explainer,
    answerTo: async () => answer,
    dispose: () => explainer.dispose(),
  };
}

/** The answer that the model finds. */
async function finding(options: OpenedModel): Promise<Explaining> {
  const explainer = await createAnswerExplainer(options, { encoded: true });
  const answerer = await createAnswerer(options);
  const answerTo = async (image: EncodedImage, question: string, signal: AbortSignal) => {
    const [best] = await answerer.answer(image, question, {}, signal);
    return best!.tokenIds;
  };
  const dispose = async () => {
    await Promise.all([explainer.dispose(), answerer.dispose()]);
  };
  return { explainer, encoder: answerer, answerTo, dispose };
}

/** One map for each token, special ones left out. */
interface ChosenText {
  tokens: MappedText['tokens'];
  maps: PatchMap[];
}

interface Explained extends Omit<ExplainedAnswer, 'question' | 'answer' | 'whole'> {
  image: string;
  layer: LayerChoice;
  question: ChosenText;
  answer: ChosenText;
  whole: PatchMap;
}

function chosen(image: string, explanation: ExplainedAnswer, layer: LayerChoice): Explained {
  const { question, answer, whole } = explanation;
  return {
    ...explanation,
    image,
    layer,
    question: withoutSpecial(question, layer),
    answer: withoutSpecial(answer, layer),
    whole: layer === 'sum' ? sumMaps(whole) : whole[layer]!,
  };
}

function withoutSpecial({ tokens, maps }: MappedText, layer: LayerChoice): ChosenText {
  const isWord = (_: unknown, index: number) => !tokens[index]!.special;
  return { tokens: tokens.filter(isWord), maps: layerMaps(maps, layer).filter(isWord) };
}

function panels({ question, answer, whole }: Explained): Panel[] {
  return [
    { title: 'whole answer', map: whole },
    ...wordPanels(answer.tokens, answer.maps),
    ...wordPanels(question.tokens, question.maps),
  ];
}

function showJson(explained: Explained): void {
  const { image, method, grid, layer, question, answer, whole, logProb, probability } = explained;
  printJson({
    ...{ image, source: 'answer', method, grid, layer },
    ...jsonOf(answer),
    sentence: [...whole],
    question: jsonOf(question),
    ...{ logProb, probability },
  });
}

function jsonOf({ tokens, maps }: ChosenText): object {
  return { tokens: tokens.map(({ id, text }) => ({ id, text })), maps: maps.map((map) => [...map]) };
}

function showText({ image, grid, layer, question, answer, logProb }: Explained): void {
  print(
    image,
    `  strongest for the answer, ${layerName(layer)}:`,
    ...wordLines(answer.tokens, answer.maps, grid),
    '  for the question:',
    ...wordLines(question.tokens, question.maps, grid),
    `  answer ${percent(logProb)}`,
  );
}
