import { type ExplainSource, type LayerChoice, layerMaps } from '../core/explain.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import { sentenceMap } from '../core/words.ts';
import { createExplainer, defaultLayer, type Explanation } from '../workers/engine/index.ts';
import { CliError } from './errors.ts';
import { explainAnswers } from './explain-answer.ts';
import {
  checkOutputs,
  chooseLayer,
  layerName,
  wordLines,
  wordPanels,
  writeOutputs,
} from './explain-output.ts';
import type { Panel } from './figure.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import type { ExplainFlags } from './options.ts';
import { percent, print, printJson } from './output.ts';
import { listPictures, type PictureFile } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';

/** `blipscope explain <image> [text]`: a text, or with `--question` an answer. */
export async function explainCommand(
  path: string,
  text: string | undefined,
  flags: ExplainFlags,
  signal: AbortSignal,
): Promise<void> {
  if (flags.question === undefined && text === undefined)
    throw new CliError('Give a text in quotes, or a question with --question.');
  const pictures = await listPictures([path]);
  await checkOutputs(path, flags, pictures);
  if (flags.question === undefined) return explainTexts(pictures, text!, flags, signal);
  await explainAnswers(pictures, { question: flags.question, answer: text }, flags, signal);
}

async function explainTexts(
  pictures: readonly PictureFile[],
  text: string,
  flags: ExplainFlags,
  signal: AbortSignal,
): Promise<void> {
  const model = await openModel(flags, signal);
  const { manifest } = model.bundle;
  const [source, method] = [flags.source ?? defaultSource(manifest), flags.method ?? 'grad-cam'];
  const { layers } = manifest.architecture.text;
  const layer = chooseLayer(flags.layer, defaultLayer(source, method, layers), layers);
  const create = (options: typeof model) => createExplainer(options, { source, method });
  await withModel(create, model, (explainer) =>
    forEachPicture(explainer, pictures, signal, async ({ name: image, rows, encoded }) => {
      const explained = await explainer
        .explain(encoded, text, signal)
        .then((explanation) => chosen(image, explanation, layer))
        .catch((error: unknown) => {
          throw settingsMessage(error);
        });
      const { grid, maps } = explained;
      await writeOutputs(flags, rows, { grid, maps, panels: panels(explained) });
      (flags.json ? showJson : showText)(explained);
    }),
  );
}

/**
 * The default is the caption for models that can do both.
 * @throws {CliError} for a question answerer
 */
function defaultSource({ capabilities, source }: BundleManifest): ExplainSource {
  if (capabilities.every((capability) => capability === 'answer'))
    throw new CliError(`${source.id} answers questions. Give the question with --question.`);
  return capabilities.includes('match') && !capabilities.includes('caption') ? 'itm' : 'caption';
}

interface Explained extends Omit<Explanation, 'maps'> {
  image: string;
  layer: LayerChoice;
  /** One per entry of `tokens`, which are those of the text without special tokens. */
  maps: Float32Array[];
  sentence: Float32Array;
}

/** One layer's maps of the text's tokens. Start and end token are left out. */
function chosen(image: string, explanation: Explanation, layer: LayerChoice): Explained {
  const all = layerMaps(explanation.maps, layer);
  const isWord = (index: number) => !explanation.tokens[index]!.special;
  return {
    ...explanation,
    image,
    layer,
    tokens: explanation.tokens.filter((_, index) => isWord(index)),
    maps: all.filter((_, index) => isWord(index)),
    sentence: sentenceMap(all, explanation.tokens),
  };
}

function panels({ tokens, maps, sentence }: Explained): Panel[] {
  return [{ title: 'whole sentence', map: sentence }, ...wordPanels(tokens, maps)];
}

function showJson({ image, source, method, grid, layer, tokens, maps, sentence }: Explained): void {
  printJson({
    image,
    source,
    method,
    grid,
    layer,
    tokens: tokens.map(({ id, text }) => ({ id, text })),
    maps: maps.map((map) => [...map]),
    sentence: [...sentence],
  });
}

function showText({ image, grid, layer, tokens, maps, probability }: Explained): void {
  print(
    image,
    `  strongest, ${layerName(layer)}:`,
    ...wordLines(tokens, maps, grid),
    ...(probability === null ? [] : [`  match ${percent(Math.log(probability))}`]),
  );
}
