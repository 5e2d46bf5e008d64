/**
 * What it costs to explain: Grad-CAM of all words and all layers of a caption of 12 words, as a ratio to one encoding
 * of a picture, in Node and on WASM in Chromium. Rounds of one encoding and one explanation, so that whatever else the
 * machine does falls on both; the first round warms up. Median (smallest–largest); ratios are of each round.
 *
 *   npx tsx bench/explain-time.ts [--node DIR] [--wasm DIR] [--rounds 9]
 *
 * Each DIR is a bundle; with none, the demo model's for WASM is measured in both. In Chromium the time is the page's,
 * from its question to the worker to the maps in its hands. Needs `npm run build` first.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { openBundle } from '../cli/bundle.ts';
import { openModel } from '../cli/model.ts';
import { readPicture } from '../cli/picture-files.ts';
import type { ExplainSource } from '../core/explain.ts';
import type { BundleManifest } from '../core/manifest/manifest.ts';
import { createExplainer } from '../workers/engine/index.ts';
import { preprocess } from '../workers/image/index.ts';
import { ask, openPageWorker } from './support/page-worker.ts';
import { launchBrowser, ROOT, serveApp } from './support/site.ts';
import { summarize, told } from './support/summary.ts';
import { markdownTable } from './support/table.ts';

const WORDS = 12;
const DEMO = path.join(ROOT, 'public/models/demo/wasm');
const SAMPLES = path.join(ROOT, 'public/samples');

/** Milliseconds. */
interface Round {
  encode: number;
  explain: number;
}

interface Row {
  model: string;
  where: string;
  source: ExplainSource;
  rounds: Round[];
}

/** Any words will do: which they are costs nothing. */
function captionIds({ architecture, text }: BundleManifest): number[] {
  const first = architecture.text.vocabSize >> 1;
  return [...Array.from({ length: WORDS }, (_, word) => first + word), text.eosId];
}

function sourcesOf({ graphs }: BundleManifest): ExplainSource[] {
  const sources = { caption: graphs.explain_caption, itm: graphs.explain_itm };
  return (['caption', 'itm'] as const).filter((source) => sources[source]);
}

const nameOf = ({ source, dtype }: BundleManifest) => `${source.id}, ${dtype}`;

function samplePicture(): string {
  const [first]: { file: string }[] = JSON.parse(readFileSync(path.join(SAMPLES, 'samples.json'), 'utf8'));
  return first!.file;
}

async function measureNode(folder: string, count: number): Promise<Row[]> {
  const options = await openModel({ model: folder }, new AbortController().signal);
  const { manifest } = options.bundle;
  const pixels = preprocess(await readPicture(path.join(SAMPLES, samplePicture())), manifest.image);
  const rows: Row[] = [];
  for (const source of sourcesOf(manifest)) {
    const explainer = await createExplainer(options, { source, method: 'grad-cam' });
    const first = source === 'caption' ? manifest.text.bosId : manifest.text.encId;
    const ids = [first, ...options.tokenizer.encode(promptOf(manifest, source)), ...captionIds(manifest)];
    const rounds = await roundsOf(count, async () => {
      const began = performance.now();
      const image = await explainer.encode(pixels);
      const encoded = performance.now();
      await explainer.explain(image, ids);
      image.dispose();
      return { encode: encoded - began, explain: performance.now() - encoded };
    });
    rows.push({ model: nameOf(manifest), where: 'Node', source, rounds });
    await explainer.dispose();
  }
  return rows;
}

function promptOf({ generation }: BundleManifest, source: ExplainSource): string {
  return source === 'caption' ? generation.prompt : '';
}

async function measurePage(folder: string, count: number): Promise<Row[]> {
  const { manifest } = await openBundle(folder);
  const site = await serveApp({ wasm: folder }, 4177);
  const browser = await launchBrowser();
  try {
    const page = await openPageWorker(browser, site.address, `samples/${samplePicture()}`);
    return await measureSources(page, { manifest, models: `${site.address}models/demo/`, count });
  } finally {
    await browser.close();
    await site.close();
  }
}

interface InPage {
  manifest: BundleManifest;
  /** Address of the folder that has the bundle. */
  models: string;
  count: number;
}

async function measureSources(page: Page, { manifest, models, count }: InPage): Promise<Row[]> {
  const source = { kind: 'url', url: models } as const;
  const { out: loaded } = await ask(page, 'load', { source, backend: 'wasm' });
  const sources = sourcesOf(manifest);
  if (sources.includes('itm')) await ask(page, 'matcher', { source });
  const rows: Row[] = [];
  for (const each of sources) {
    const rounds = await roundsOf(count, () => roundInPage(page, manifest, each));
    rows.push({ model: nameOf(manifest), where: `Chromium, WASM, ${loaded.device}`, source: each, rounds });
  }
  return rows;
}

/** The picture is encoded for a caption; what is explained has it encoded from the first round on. */
async function roundInPage(page: Page, manifest: BundleManifest, source: ExplainSource): Promise<Round> {
  const { prompt, ...defaults } = manifest.generation;
  const settings = { ...defaults, prompt, method: 'greedy', numCaptions: 1, seed: 0, beams: 1 } as const;
  const { out: run } = await ask(page, 'caption', { runId: 'bench', settings });
  const text = { prompt: promptOf(manifest, source), tokenIds: captionIds(manifest) };
  const { ms } = await ask(page, 'explain', { source, text });
  return { encode: run.ms.encode, explain: ms };
}

async function roundsOf(count: number, round: () => Promise<Round>): Promise<Round[]> {
  await round();
  const rounds: Round[] = [];
  while (rounds.length < count) rounds.push(await round());
  return rounds;
}

function table(rows: readonly Row[]): string {
  const whole = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  const cell = (rounds: readonly Round[], measure: (round: Round) => number, number: typeof whole) =>
    told(summarize(rounds.map(measure)), number);
  const head = ['model', 'where', 'Grad-CAM under', 'encode, ms', 'all maps, ms', 'maps ÷ encode'];
  const body = rows.map(({ model, where, source, rounds }) => [
    model,
    where,
    source === 'caption' ? 'the captioner' : 'ITM',
    cell(rounds, ({ encode }) => encode, whole),
    cell(rounds, ({ explain }) => explain, whole),
    cell(
      rounds,
      ({ encode, explain }) => explain / encode,
      (ratio) => ratio.toFixed(2),
    ),
  ]);
  return markdownTable(head, body);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      node: { type: 'string' },
      wasm: { type: 'string' },
      rounds: { type: 'string', default: '9' },
    },
  });
  const folders = values.node || values.wasm ? values : { node: DEMO, wasm: DEMO };
  const count = Number(values.rounds);
  const rows = [
    ...(folders.node ? await measureNode(folders.node, count) : []),
    ...(folders.wasm ? await measurePage(folders.wasm, count) : []),
  ];
  console.log(`${rows[0]?.rounds.length ?? 0} rounds each.\n`);
  console.log(table(rows));
}

await main();
