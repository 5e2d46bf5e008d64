/**
 * How far fp32 bundles are from PyTorch: the largest differences for every kind of model, under the hub's names and
 * under the original's. Everything is exported and run anew, by onnxruntime-node.
 *
 *   npx tsx bench/parity.ts [--out FILE.json]
 *
 * The checkpoints and values are those of `reference/`; the tests hold each difference to its tolerance.
 */

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as runtime from 'onnxruntime-node';
import type { ExplainSource } from '../core/explain.ts';
import type { Capability } from '../core/manifest/manifest.ts';
import { exportBundle } from '../model-export/index.ts';
import { exportedDemo } from '../model-export/testing/demo-maps.ts';
import { memorySink } from '../model-export/testing/memory.ts';
import { onProcessor } from '../workers/engine/testing/engine-options.ts';
import {
  answererDifferences,
  captionerDifferences,
  type Differences,
  matcherDifferences,
} from './support/differences.ts';
import {
  captionMapDifferences,
  demoMapDifferences,
  type MapDifferences,
  matchMapDifferences,
} from './support/map-differences.ts';
import { type Case, referenceCases } from './support/reference-cases.ts';
import { markdownTable } from './support/table.ts';

type Row = Pick<Case, 'name' | 'naming'> & { model: string } & Differences & MapDifferences;

async function compare({ name, naming, files, heads, values, matcherOnly }: Case): Promise<Row> {
  const sink = memorySink();
  const request = { files, id: name, target: 'node', dtype: 'fp32', sink, heads } as const;
  const manifest = await exportBundle(request);
  const options = await onProcessor(runtime, { manifest, read: async (file) => sink.files.get(file)! });
  const can = (capability: Capability) => manifest.capabilities.includes(capability);
  const isCaptioner = can('caption') && !matcherOnly;
  const found = {
    ...(isCaptioner && (await captionerDifferences(options, values))),
    ...(isCaptioner && (await captionMapDifferences(options, values))),
    ...(can('contrast') && (await matcherDifferences(options, values))),
    ...(can('match') && (await matchMapDifferences(options, values))),
    ...(can('answer') && (await answererDifferences(options, values))),
  };
  return { name, naming, model: manifest.architecture.model, ...found };
}

/** Of the demo model the maps alone. */
async function compareDemo(): Promise<Row[]> {
  const options = await onProcessor(runtime, await exportedDemo());
  const { model } = options.bundle.manifest.architecture;
  const row = async (source: ExplainSource, name: string): Promise<Row> => ({
    name,
    naming: 'hub',
    model,
    ...(await demoMapDifferences(options, source)),
  });
  return [await row('caption', 'demo, captioner'), await row('itm', 'demo, matcher')];
}

const COLUMNS: [keyof Differences | keyof MapDifferences, string][] = [
  ['imageEmbeds', '`image_embeds`'],
  ['logProbs', 'log-probability of the next token'],
  ['itmLogits', 'ITM logits'],
  ['cosines', 'ITC cosine'],
  ['answers', 'log-probability of an answer'],
  ['gradCam', 'Grad-CAM'],
  ['attention', 'attention'],
];

function table(rows: readonly Row[]): string {
  const number = (value: number | undefined) => (value === undefined ? '' : value.toExponential(1));
  const head = ['model', 'checkpoint', 'names', ...COLUMNS.map(([, title]) => title), 'same ids'];
  const body = rows.map((row) => [
    row.model,
    row.name,
    row.naming,
    ...COLUMNS.map(([key]) => number(row[key] as number | undefined)),
    row.searches === undefined ? '' : `${row.searches.same} of ${row.searches.compared}`,
  ]);
  return markdownTable(head, body);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const rows: Row[] = [];
  for (const each of await referenceCases()) rows.push(await compare(each));
  rows.push(...(await compareDemo()));
  console.log(table(rows));
  if (values.out) await writeFile(values.out, `${JSON.stringify(rows, null, 2)}\n`);
}

await main();
