/** What the kinds of explanations have in common: the choice of a layer, files, and lines of text. */
import type { ExplainedToken, LayerChoice } from '../core/explain.ts';
import type { PatchMap } from '../core/maps.ts';
import { groupWords, wordMap } from '../core/words.ts';
import { checkLayer } from '../workers/engine/index.ts';
import type { PixelRows } from '../workers/image/index.ts';
import { CliError } from './errors.ts';
import { figurePng, isFigure, type Panel } from './figure.ts';
import { settingsMessage } from './model.ts';
import { isMaps, npyOf } from './npy.ts';
import type { ExplainFlags } from './options.ts';
import { longest, percent } from './output.ts';
import type { PictureFile } from './picture-list.ts';
import { isSame, replaceFile, requireWritable } from './replace-file.ts';

/**
 * Checks before the graphs are loaded, so that a wrong layer is reported at once.
 * @throws {CliError}
 */
export function chooseLayer(
  layer: LayerChoice | undefined,
  byDefault: LayerChoice,
  layers: number,
): LayerChoice {
  const chosen = layer ?? byDefault;
  try {
    checkLayer(chosen, layers);
  } catch (error) {
    throw settingsMessage(error);
  }
  return chosen;
}

export const layerName = (layer: LayerChoice) => (layer === 'sum' ? 'all layers' : `layer ${layer}`);

const PNG = { flag: '--png', kind: 'a figure of blipscope', isOwn: isFigure };
const NPY = { flag: '--npy', kind: 'an array of maps', isOwn: isMaps };

/**
 * Checks before the model is loaded that files are written for one picture only, and that nothing but older results is
 * overwritten.
 * @throws {CliError}
 */
export async function checkOutputs(
  path: string,
  { png, npy }: ExplainFlags,
  pictures: readonly PictureFile[],
): Promise<void> {
  const inputs = pictures.map((picture) => picture.path);
  for (const [file, output] of [
    [png, PNG],
    [npy, NPY],
  ] as const) {
    if (file === undefined) continue;
    if (pictures.length !== 1) {
      throw new CliError(
        `${output.flag} is for one picture, and ${path} holds ${pictures.length}. Name one of them.`,
      );
    }
    await requireWritable(file, output, inputs);
  }
  if (png !== undefined && npy !== undefined && (await isSame(png, npy))) {
    throw new CliError('--png and --npy name one file. Choose two.');
  }
}

export interface Output {
  grid: [number, number];
  /** For `--npy`. */
  maps: PatchMap[];
  /** For `--png`. */
  panels: Panel[];
}

/** Writes the files that the flags name. */
export async function writeOutputs(
  { png, npy }: ExplainFlags,
  picture: PixelRows,
  { grid, maps, panels }: Output,
): Promise<void> {
  if (png) await replaceFile(png, await figurePng(picture, grid, panels));
  if (npy) await replaceFile(npy, npyOf(maps, grid));
}

/** One for each word; `maps` are parallel to `tokens`. */
export function wordPanels(tokens: readonly ExplainedToken[], maps: readonly PatchMap[]): Panel[] {
  return groupWords(tokens).map((word) => ({ title: word.text, map: wordMap(maps, word) }));
}

/** A line for each word: where its map is strongest, and the word's probability. */
export function wordLines(
  tokens: readonly ExplainedToken[],
  maps: readonly PatchMap[],
  grid: readonly [number, number],
): string[] {
  const words = groupWords(tokens);
  const width = longest(words.map(({ text }) => text));
  return words.map((word) => {
    const logProb = word.tokens.reduce<number | null>((sum, token) => add(sum, tokens[token]!.logProb), 0);
    const likely = logProb === null ? '' : percent(logProb);
    return `  ${word.text.padEnd(width)}  ${place(wordMap(maps, word), grid).padEnd(12)}  ${likely}`.trimEnd();
  });
}

function add(sum: number | null, logProb: number | null): number | null {
  return sum === null || logProb === null ? null : sum + logProb;
}

const ROWS = ['upper', 'middle', 'lower'];
const COLUMNS = ['left', 'centre', 'right'];

/** Describes in words where a map is strongest. */
function place(map: PatchMap, [rows, columns]: readonly [number, number]): string {
  const peak = map.indexOf(map.reduce((a, b) => Math.max(a, b)));
  const third = (index: number, count: number) => Math.floor((3 * (index + 0.5)) / count);
  return `${ROWS[third(Math.floor(peak / columns), rows)]} ${COLUMNS[third(peak % columns, columns)]}`;
}
