/**
 * What it saves to read the next photographs while one is captioned: large ones, made here of the sample pictures, are
 * captioned one after the other by the app's worker in Chromium, with the demo model; without reading ahead and with,
 * in turns. The first pair warms up and is not counted. Needs `npm run build` first.
 *
 *   npx tsx bench/read-ahead.ts [--backend wasm] [--photographs 8] [--megapixels 12] [--pairs 4] [--out FILE.json]
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { counted } from '../app/features/bench/report';
import type { Backend } from '../core/protocol/index.ts';
import { emptyPage, workerPath } from './support/page-worker.ts';
import { captionAll, loadPage } from './support/read-ahead-page.ts';
import { launchBrowser, ROOT, serveApp } from './support/site.ts';
import { summarize } from './support/summary.ts';
import { markdownTable } from './support/table.ts';

const SAMPLES = path.join(ROOT, 'public/samples');
const DEMO = path.join(ROOT, 'public/models/demo');

/** Milliseconds for all photographs. */
interface Pair {
  without: number;
  ahead: number;
}

/** 4 : 3, as cameras make them. */
async function makePhotographs(folder: string, count: number, megapixels: number): Promise<string[]> {
  const samples = (await readdir(SAMPLES)).filter((name) => name.endsWith('.webp'));
  const width = Math.round(Math.sqrt((megapixels * 1e6 * 4) / 3));
  const size = { width, height: Math.round((3 * width) / 4), fit: 'cover' } as const;
  const names = Array.from({ length: count }, (_, index) => `photograph-${index}.jpg`);
  for (const [index, name] of names.entries()) {
    const sample = path.join(SAMPLES, samples[index % samples.length]!);
    await sharp(sample).resize(size).jpeg({ quality: 90 }).toFile(path.join(folder, name));
  }
  return names;
}

async function measurePairs(page: Page, pairs: number): Promise<Pair[]> {
  const measured: Pair[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    const without = await page.evaluate(captionAll, { ahead: false });
    measured.push({ without, ahead: await page.evaluate(captionAll, { ahead: true }) });
  }
  return measured.slice(1);
}

function table(pairs: readonly Pair[]): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const row = (name: string, of: (pair: Pair) => number, told: (value: number) => string) => {
    const { median, min } = summarize(pairs.map(of));
    return [name, told(median), told(min), pairs.map((pair) => told(of(pair))).join(', ')];
  };
  return markdownTable(
    ['', 'median', 'least', 'each pair'],
    [
      row('read when it is their turn, s', ({ without }) => without, seconds),
      row('read ahead, s', ({ ahead }) => ahead, seconds),
      row(
        'read ahead ÷ not',
        ({ without, ahead }) => ahead / without,
        (share) => share.toFixed(2),
      ),
    ],
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'wasm' },
      photographs: { type: 'string', default: '8' },
      megapixels: { type: 'string', default: '12' },
      pairs: { type: 'string', default: '4' },
      out: { type: 'string' },
    },
  });
  const backend: Backend = values.backend === 'webgpu' ? 'webgpu' : 'wasm';
  const folder = await mkdtemp(path.join(tmpdir(), 'blipscope-photographs-'));
  const photographs = await makePhotographs(folder, Number(values.photographs), Number(values.megapixels));
  const site = await serveApp({ [backend]: path.join(DEMO, backend) }, 4179);
  const browser = await launchBrowser();
  try {
    const page = await emptyPage(browser, site.address);
    await page.route('**/photograph-*.jpg', (route) =>
      route.fulfill({ path: path.join(folder, path.basename(new URL(route.request().url()).pathname)) }),
    );
    const device = await page.evaluate(loadPage, { worker: workerPath(), backend, photographs });
    const pairs = await measurePairs(page, Number(values.pairs));
    const what = `${counted(photographs.length, 'photograph')} of ${values.megapixels} megapixels`;
    console.log(`${backend}, ${device}; ${what}, ${counted(pairs.length, 'pair')}\n\n${table(pairs)}`);
    if (values.out) await writeFile(values.out, JSON.stringify({ backend, device, pairs }, null, 2));
  } finally {
    await browser.close();
    await site.close();
    await rm(folder, { recursive: true });
  }
}

await main();
