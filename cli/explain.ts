import { type ExplainSource, type LayerChoice, layerMaps } from '../core/explain.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import { groupWords, sentenceMap, wordMap } from '../core/words.ts';
import { checkLayer, createExplainer, defaultLayer, type Explanation } from '../workers/engine/index.ts';
import { CliError } from './errors.ts';
import { figurePng, isFigure } from './figure.ts';
import { openModel, settingsMessage, withModel } from './model.ts';
import { isMaps, npyOf } from './npy.ts';
import type { ExplainFlags } from './options.ts';
import { longest, percent, print, printJson } from './output.ts';
import { listPictures, type PictureFile } from './picture-list.ts';
import { forEachPicture } from './pictures.ts';
import { isSame, replaceFile, requireWritable } from './replace-file.ts';

/** `blipscope explain <image> <text>`. */
export async function explainCommand(
  path: string,
  text: string,
  flags: ExplainFlags,
  signal: AbortSignal,
): Promise<void> {
  const pictures = await listPictures([path]);
  for (const flag of ['png', 'npy'] as const) {
    if (flags[flag] === undefined || pictures.length === 1) continue;
    throw new CliError(
      `--${flag} is for one picture, and ${path} holds ${pictures.length}. Name one of them.`,
    );
  }
  await checkOutputs(flags, pictures);
  const model = await openModel(flags, signal);
  const { manifest } = model.bundle;
  const [source, method] = [flags.source ?? defaultSource(manifest), flags.method ?? 'grad-cam'];
  const { layers } = manifest.architecture.text;
  const layer = flags.layer ?? defaultLayer(source, method, layers);
  withFlagNames(() => checkLayer(layer, layers));
  const create = (options: typeof model) => createExplainer(options, { source, method });
  await withModel(create, model, (explainer) =>
    forEachPicture(explainer, pictures, signal, async ({ name: image, rows, encoded }) => {
      const explained = await explainer
        .explain(encoded, text, signal)
        .then((explanation) => chosen(image, explanation, layer))
        .catch((error: unknown) => {
          throw settingsMessage(error);
        });
      if (flags.png) await replaceFile(flags.png, await figure(rows, explained));
      if (flags.npy) await replaceFile(flags.npy, npyOf(explained.maps, explained.grid));
      (flags.json ? showJson : showText)(explained);
    }),
  );
}

const PNG = { flag: '--png', kind: 'a figure of blipscope', isOwn: isFigure };
const NPY = { flag: '--npy', kind: 'an array of maps', isOwn: isMaps };

/**
 * Checks before the model is loaded that nothing but older results is overwritten.
 * @throws {CliError}
 */
async function checkOutputs({ png, npy }: ExplainFlags, pictures: readonly PictureFile[]): Promise<void> {
  const inputs = pictures.map(({ path }) => path);
  if (png !== undefined) await requireWritable(png, PNG, inputs);
  if (npy !== undefined) await requireWritable(npy, NPY, inputs);
  if (png !== undefined && npy !== undefined && (await isSame(png, npy))) {
    throw new CliError('--png and --npy name one file. Choose two.');
  }
}

/** Checks before the graphs are loaded, so that a wrong layer is reported at once. */
function withFlagNames(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw settingsMessage(error);
  }
}

/** The default is the caption for models that can do both. */
function defaultSource({ capabilities }: BundleManifest): ExplainSource {
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

function figure(
  rows: Parameters<typeof figurePng>[0],
  { grid, tokens, maps, sentence }: Explained,
): Promise<Buffer> {
  const words = groupWords(tokens).map((word) => ({ title: word.text, map: wordMap(maps, word) }));
  return figurePng(rows, grid, [{ title: 'whole sentence', map: sentence }, ...words]);
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
  const words = groupWords(tokens);
  const width = longest(words.map(({ text }) => text));
  const lines = words.map((word) => {
    const logProb = word.tokens.reduce<number | null>((sum, token) => add(sum, tokens[token]!.logProb), 0);
    const likely = logProb === null ? '' : percent(logProb);
    return `  ${word.text.padEnd(width)}  ${place(wordMap(maps, word), grid).padEnd(12)}  ${likely}`.trimEnd();
  });
  const heading = layer === 'sum' ? 'all layers' : `layer ${layer}`;
  print(
    image,
    `  strongest, ${heading}:`,
    ...lines,
    ...(probability === null ? [] : [`  match ${percent(Math.log(probability))}`]),
  );
}

function add(sum: number | null, logProb: number | null): number | null {
  return sum === null || logProb === null ? null : sum + logProb;
}

const ROWS = ['upper', 'middle', 'lower'];
const COLUMNS = ['left', 'centre', 'right'];

/** Describes in words where a map is strongest. */
function place(map: Float32Array, [rows, columns]: readonly [number, number]): string {
  const peak = map.indexOf(map.reduce((a, b) => Math.max(a, b)));
  const third = (index: number, count: number) => Math.floor((3 * (index + 0.5)) / count);
  return `${ROWS[third(Math.floor(peak / columns), rows)]} ${COLUMNS[third(peak % columns, columns)]}`;
}
