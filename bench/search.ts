/**
 * How well sentences find drawn scenes of which the truth is known: by ITC alone, and with ITM looking at the first 128 again;
 * how good the cut of ITM at 0.5 is next to the best flat threshold of the cosine, chosen on the other half of the queries; what
 * storing vectors in a byte a value changes; how often labels are right; and the processor time of a query.
 *
 *   python demo-model/evaluate.py scenes --count 2000 --out SCENES
 *   npx tsx bench/search.ts [--scenes SCENES] [--what ranks|labels|times] [--queries 300] [--model BUNDLE]
 *
 * Only times need no scenes. The model is the demo's as the command line exports it.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { preparePicture } from '../cli/capfilt/prepare-picture.ts';
import { openModel } from '../cli/model.ts';
import { DEFAULT_RERANK, FITS_FROM } from '../core/protocol/index.ts';
import { pictureVector, VectorTable } from '../dataset/index.ts';
import { createMatcher, type Matcher } from '../workers/engine/index.ts';
import { integer, readOptions } from './support/options.ts';
import { printLabels } from './support/search/labels.ts';
import { bestThreshold, cutAt, exactRanking, type Ranked, recallAt } from './support/search/metrics.ts';
import { QUERY_KINDS, type Query, type SearchedScene } from './support/search/queries.ts';
import { printTimes } from './support/search/times.ts';

const { values } = readOptions(import.meta.filename, {
  scenes: { type: 'string' },
  what: { type: 'string', multiple: true, default: ['ranks', 'labels', 'times'] },
  queries: { type: 'string', default: '300' },
  model: { type: 'string' },
});
const needsScenes = values.what.some((each) => each !== 'times');
if (needsScenes && !values.scenes) throw new Error('--scenes is missing: a folder of drawn scenes.');
const folder = values.scenes ?? '';
const queryCount = integer('queries', values.queries);
const scenes: SearchedScene[] = needsScenes
  ? JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8'))
  : [];
const { signal } = new AbortController();

async function pixelsOf(matcher: Matcher, index: number): Promise<Float32Array> {
  const file = await readFile(path.join(folder, scenes[index]!.image));
  return (await preparePicture(file, [matcher.manifest.image])).pixelValues[0]!;
}

const nameOf = (index: number) => String(index);

interface Table {
  kind: string;
  queries: Query[];
  /** By ITC, all pictures. */
  byCosine: Ranked[][];
  /** The first of them, by ITM. */
  byItm: Ranked[][];
}

/** Probability and logit of each pair of a query and a picture, with each picture encoded once. */
async function matchAll(matcher: Matcher, tables: readonly Table[]): Promise<void> {
  const wanted = new Map<number, { table: Table; query: number }[]>();
  for (const table of tables)
    for (const [query, ranking] of table.byCosine.entries())
      for (const { picture } of ranking.slice(0, DEFAULT_RERANK))
        wanted.set(picture, [...(wanted.get(picture) ?? []), { table, query }]);
  for (const [picture, asked] of wanted) {
    const image = await matcher.encode(await pixelsOf(matcher, picture));
    const texts = asked.map(({ table, query }) => table.queries[query]!.text);
    const matches = await matcher.match(image, texts, signal);
    for (const [index, { table, query }] of asked.entries())
      table.byItm[query]!.push({ picture, score: matches[index]!.itm!.probability });
    image.dispose();
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
const relevantOf = (queries: readonly Query[]) => queries.map(({ relevant }) => relevant);
const ranksOf = (rankings: Ranked[][], queries: readonly Query[]) =>
  [1, 5, 10].map((k) => percent(recallAt(rankings, relevantOf(queries), k)));

function printRanks(tables: readonly Table[]): void {
  row('queries', 'number', 'ranked by', 'R@1', 'R@5', 'R@10');
  row('---', '---', '---', '---', '---', '---');
  for (const { kind, queries, byCosine, byItm } of tables) {
    row(kind, queries.length, 'ITC', ...ranksOf(byCosine, queries));
    row('', '', 'ITC, then ITM', ...ranksOf(byItm, queries));
  }
}

/** Each half is cut by the threshold that is best for the other one. */
function printCuts(tables: readonly Table[]): void {
  row('queries', 'cut', 'precision', 'recall', 'F1');
  row('---', '---', '---', '---', '---');
  const all = { queries: tables.flatMap(({ queries }) => queries), kind: 'all together' };
  const rankings = {
    byCosine: tables.flatMap(({ byCosine }) => byCosine),
    byItm: tables.flatMap(({ byItm }) => byItm),
  };
  for (const { kind, queries, byCosine, byItm } of [...tables, { ...all, ...rankings }]) {
    const half =
      (odd: number) =>
      <T>(items: readonly T[]) =>
        items.filter((_, index) => index % 2 === odd);
    const [chosenOn, measuredOn] = [half(0), half(1)];
    const range = { low: -1, high: 1, steps: 400 };
    const threshold = bestThreshold(chosenOn(byCosine), relevantOf(chosenOn(queries)), range);
    const relevant = relevantOf(measuredOn(queries));
    const flat = cutAt(measuredOn(byCosine), relevant, threshold);
    const itm = cutAt(measuredOn(byItm), relevant, FITS_FROM);
    const cells = ({ precision, recall, f1 }: typeof flat) => [precision, recall, f1].map(percent);
    row(kind, `cosine ≥ ${threshold.toFixed(3)}, the best for others`, ...cells(flat));
    row('', `ITM ≥ ${FITS_FROM}`, ...cells(itm));
  }
}

async function features(matcher: Matcher): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const index of scenes.keys()) vectors.push(await matcher.embed(await pixelsOf(matcher, index)));
  return vectors;
}

function rankAll(table: VectorTable, vectors: readonly Float32Array[]): Ranked[][] {
  return vectors.map((vector) =>
    table
      .nearest(vector, scenes.length)
      .map(({ path, cosine }) => ({ picture: Number(path), score: cosine })),
  );
}

/** How many of the first ten are the same with vectors of a byte a value. */
function printLoss(exact: readonly Ranked[][], stored: readonly Ranked[][], queries: readonly Query[]): void {
  const firsts = (ranking: readonly Ranked[]) => ranking.slice(0, 10).map(({ picture }) => picture);
  const same = exact.map((ranking, query) => {
    const there = new Set(firsts(stored[query]!));
    return firsts(ranking).filter((picture) => there.has(picture)).length / 10;
  });
  const mean = same.reduce((sum, share) => sum + share, 0) / same.length;
  console.log(
    `the first ten of ${exact.length} queries that are the same with a byte a value: ${percent(mean)}`,
  );
  row('vectors', 'R@1', 'R@5', 'R@10');
  row('---', '---', '---', '---');
  row('float32', ...ranksOf([...exact], queries));
  row('int8', ...ranksOf([...stored], queries));
}

const matcher = await createMatcher(await openModel(values.model ? { model: values.model } : {}, signal));

async function printRankings(): Promise<void> {
  const floats = await features(matcher);
  const table = new VectorTable(
    floats.map((vector, index) => ({
      path: nameOf(index),
      values: pictureVector(vector, matcher.manifest).values,
    })),
  );
  const tables: Table[] = [];
  for (const [kind, make] of Object.entries(QUERY_KINDS)) {
    const queries = make(scenes, queryCount);
    const texts = await matcher.embedTexts(queries.map(({ text }) => text));
    const byCosine = rankAll(table, texts);
    tables.push({ kind, queries, byCosine, byItm: queries.map(() => []) });
    if (kind === 'whole captions') {
      printLoss(
        texts.map((text) => exactRanking(floats, text)),
        byCosine,
        queries,
      );
    }
  }
  await matchAll(matcher, tables);
  for (const { byItm } of tables) for (const ranking of byItm) ranking.sort((a, b) => b.score - a.score);
  printRanks(tables);
  printCuts(tables);
}

if (values.what.includes('ranks')) await printRankings();
if (values.what.includes('labels')) await printLabels(matcher, scenes, (index) => pixelsOf(matcher, index));
if (values.what.includes('times')) await printTimes(matcher);
await matcher.dispose();
