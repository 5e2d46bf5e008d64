/**
 * Whether the maps of a caption's nouns are true: what becomes of a word when the patches that its map marks are
 * blurred. Deletion and insertion curves (Petsiuk et al. 2018) for attention and Grad-CAM by layer and summed, beside
 * orders that know nothing (random, from the middle outwards) and one that knows all (the things' true boxes).
 *
 *   python demo-model/evaluate.py scenes --count 100 --out DIR
 *   npx tsx bench/faithfulness.ts --scenes DIR [--model BUNDLE] [--source caption|itm] [--count N] [--threads N]
 *     [--json]
 *
 * Every scene's true caption is given to the model, after a captioner's prompt. The score of a captioner is the
 * probability of the noun's pieces after the words before it, a matcher's the probability that text and picture fit.
 * Deletion: area under the curve while patches are hidden, the most marked first; low is good. Insertion: while they
 * are shown on a blurred picture; high is good. Drop: by how much hiding the top fifth lowers the probability. Means
 * over nouns; 95 % intervals by bootstrap over scenes.
 */

import path from 'node:path';
import { parseArgs } from 'node:util';
import { openModel } from '../cli/model.ts';
import type { ModelFlags } from '../cli/options.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { ExplainSource } from '../core/explain.ts';
import { wordMap } from '../core/words.ts';
import {
  areaUnder,
  type Curve,
  centredOrder,
  type Explanation,
  orderOf,
  type PatchOrder,
  randomOrder,
  runCurves,
  type ScoredPoint,
} from '../workers/engine/index.ts';
import { blurPixels, mixPixels, patchMask, preprocess } from '../workers/image/index.ts';
import { type Estimate, estimateMean } from './support/bootstrap.ts';
import { mapChoices, type NamedNoun, namedNouns } from './support/maps.ts';
import { nounsByWord, readCount, readScenes, type Scene } from './support/scenes.ts';
import { openSubject, type Subject } from './support/subjects.ts';
import { markdownTable } from './support/table.ts';

/** Of the patches, hidden for the drop. */
const TOP = 0.2;

const MEASURES = ['deletion', 'insertion', 'drop'] as const;
type Measures = Record<(typeof MEASURES)[number], number>;

/** By the name of an order, its measures for every noun of a scene. */
type SceneMeasures = Map<string, Measures[]>;

async function measureScene(
  subject: Subject,
  { caption }: Scene,
  pixels: Float32Array,
  nounsOf: (explanation: Explanation) => NamedNoun[],
): Promise<SceneMeasures> {
  const { size } = subject.manifest.image;
  const blurred = blurPixels(pixels, size);
  const explanations = await subject.explain(pixels, caption);
  const { grid } = explanations[0]!;
  const measured: SceneMeasures = new Map();
  for (const [seed, noun] of nounsOf(explanations[0]!).entries()) {
    const orders = ordersOf(explanations, noun, seed);
    const score = (hidden: PatchOrder) =>
      subject.probability(mixPixels(pixels, blurred, patchMask(hidden, grid, size)), caption, noun.word);
    const points: ScoredPoint[] = [];
    for await (const point of runCurves(Object.values(orders), score)) points.push(point);
    for (const [index, name] of Object.keys(orders).entries()) {
      const own = points.filter(({ order }) => order === index);
      measured.set(name, [...(measured.get(name) ?? []), measuresOf(own)]);
    }
  }
  return measured;
}

function ordersOf(
  explanations: readonly Explanation[],
  { word, inside }: NamedNoun,
  seed: number,
): Record<string, PatchOrder> {
  const choices = explanations.flatMap(mapChoices);
  return {
    ...Object.fromEntries(choices.map(([name, maps]) => [name, orderOf(wordMap(maps, word), seed)])),
    'from the middle': centredOrder(explanations[0]!.grid, seed),
    random: randomOrder(inside.length, seed),
    'true boxes': orderOf(inside, seed),
  };
}

function measuresOf(points: readonly ScoredPoint[]): Measures {
  const along = (wanted: Curve) => points.filter(({ curve }) => curve === wanted);
  const deletion = along('deletion');
  const at = (wanted: number) => deletion.find(({ share }) => share === wanted)!.score;
  return { deletion: areaUnder(deletion), insertion: areaUnder(along('insertion')), drop: at(0) - at(TOP) };
}

type Row = Record<keyof Measures, Estimate> & { nouns: number };

function rowOf(scenes: readonly SceneMeasures[], name: string): Row {
  const groups = scenes.map((measured) => measured.get(name) ?? []);
  const estimate = (measure: keyof Measures) =>
    estimateMean(groups.map((nouns) => nouns.map((each) => each[measure])));
  return {
    deletion: estimate('deletion'),
    insertion: estimate('insertion'),
    drop: estimate('drop'),
    nouns: groups.flat().length,
  };
}

function table(rows: Record<string, Row>): string {
  const cell = ({ mean, low, high }: Estimate) => `${percent(mean)} (${percent(low)} to ${percent(high)})`;
  const head = ['order of', 'deletion, low is good', 'insertion, high is good', 'drop, top 20 % hidden'];
  const body = Object.entries(rows).map(([name, row]) => [
    name,
    ...MEASURES.map((measure) => cell(row[measure])),
  ]);
  return markdownTable(head, body);
}

const percent = (share: number) => (100 * share).toFixed(1);

interface Settings {
  scenes: readonly Scene[];
  folder: string;
  model: ModelFlags;
  source: ExplainSource;
}

async function measure({ scenes, folder, model, source }: Settings): Promise<Record<string, Row>> {
  const words = await nounsByWord();
  const options = await openModel(model, new AbortController().signal);
  const subject = await openSubject(options, source);
  const measured: SceneMeasures[] = [];
  for (const scene of scenes) {
    const pixels = preprocess(await readPicture(path.join(folder, scene.image)), subject.manifest.image);
    const nounsOf = (explanation: Explanation) => namedNouns(explanation, scene, words);
    measured.push(await measureScene(subject, scene, pixels, nounsOf));
    console.error(`${measured.length} of ${scenes.length} scenes`);
  }
  await subject.dispose();
  const names = new Set(measured.flatMap((each) => [...each.keys()]));
  return Object.fromEntries([...names].map((name) => [name, rowOf(measured, name)]));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenes: { type: 'string' },
      model: { type: 'string' },
      source: { type: 'string', default: 'caption' },
      count: { type: 'string' },
      threads: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const { scenes: folder, source } = values;
  if (!folder || (source !== 'caption' && source !== 'itm'))
    throw new Error(
      'usage: faithfulness.ts --scenes DIR [--model BUNDLE] [--source caption|itm] [--count N] [--threads N] [--json]',
    );
  const scenes = await readScenes(folder, readCount(values.count));
  const model: ModelFlags = {
    ...(values.model && { model: values.model }),
    ...(values.threads && { threads: Number(values.threads) }),
  };
  const rows = await measure({ scenes, folder, model, source });
  if (values.json) return console.log(JSON.stringify(rows));
  console.log(`${Object.values(rows)[0]?.nouns ?? 0} nouns of ${scenes.length} scenes; all in percent.\n`);
  console.log(table(rows));
}

await main();
