/**
 * Many pictures, one after the other, through the worker that the page uses, in Chromium: what the worker holds of
 * memory on the way, which must not grow. The matcher is loaded too, and the next pictures are read ahead. Linux only.
 *
 *   npx tsx bench/soak.ts [--backend wasm] [--pictures 300] [--at 20,100,200,300] [--short 8] [--dist dist] [--out FILE.json]
 *
 * A picture gets three sampled captions; with `--short` one greedy caption of at most so many tokens, prompt included.
 * JS heap and buffers, WebAssembly memory and GPU buffers are the worker's, counted after a garbage collection;
 * resident memory is the page's whole process. Needs `npm run build` first.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import type { Backend } from '../core/protocol/index.ts';
import { ensureBrowser } from '../scripts/find-browser.ts';
import { WorkerHeaps } from './support/heap.ts';
import { mb } from './support/hub.ts';
import { rendererMemory } from './support/renderer.ts';
import { captionMany, loadModels } from './support/soak-page.ts';
import { countingWorker, type WorkerCounts } from './support/soak-worker.ts';
import { markdownTable } from './support/table.ts';

const ROOT = path.join(import.meta.dirname, '..');
const FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  // Garbage is not what is looked for.
  '--js-flags=--expose-gc',
];
const WORKER = 'soak-worker.js';
/** For the heap to be asked a few times. Milliseconds. */
const LOOK = 1000;

interface Row extends WorkerCounts {
  picture: number;
  heap: number;
  resident: number;
  seconds: number;
}

function captionWorker(dist: string): string {
  const name = readdirSync(path.join(dist, 'assets')).find((file) => /^caption\.worker-.*\.js$/.test(file));
  if (!name) throw new Error(`${dist} has no caption worker. Run npm run build first.`);
  return `./assets/${name}`;
}

/** An empty page of the app's origin, whose worker counts what it makes. */
async function visit(browser: Browser, address: string, dist: string): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  };
  await page.route(address, (route) =>
    route.fulfill({ contentType: 'text/html', headers, body: '<!doctype html>' }),
  );
  await page.route(`${address}${WORKER}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', headers, body: countingWorker(captionWorker(dist)) }),
  );
  // What is compiled here keeps its functions' names by a helper that the page has not.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(address);
  return page;
}

async function look(
  browser: Browser,
  page: Page,
  heaps: WorkerHeaps,
): Promise<Omit<Row, 'picture' | 'seconds'>> {
  const worker = page.workers().find((each) => each.url().endsWith(WORKER))!;
  const counts = await worker.evaluate(async () => {
    await self.soak.collect();
    return self.soak.counts();
  });
  heaps.takePeak();
  await page.waitForTimeout(LOOK);
  return { ...counts, heap: heaps.takePeak(), resident: (await rendererMemory(browser)).now };
}

function sampleAddresses(): string[] {
  const file = path.join(ROOT, 'public/samples/samples.json');
  const listed: { file: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  return listed.map((sample) => `samples/${sample.file}`);
}

async function soak(
  browser: Browser,
  page: Page,
  backend: Backend,
  stops: readonly number[],
  short: number | null,
): Promise<Row[]> {
  const heaps = await WorkerHeaps.watch(page);
  console.log(await page.evaluate(loadModels, { worker: WORKER, backend, samples: sampleAddresses() }));
  const start = performance.now();
  const rows: Row[] = [];
  let done = 0;
  for (const stop of stops) {
    await page.evaluate(captionMany, { from: done, to: stop, short });
    const seconds = (performance.now() - start) / 1000;
    const row = { picture: stop, seconds, ...(await look(browser, page, heaps)) };
    rows.push(row);
    console.log(cells(row).join(' | '));
    done = stop;
  }
  return rows;
}

function table(rows: readonly Row[]): string {
  return markdownTable(
    ['picture', 'JS heap and buffers', 'WebAssembly memory', 'GPU buffers', 'in them', 'resident', 'seconds'],
    rows.map(cells),
  );
}

function cells(row: Row): string[] {
  return [
    String(row.picture),
    mb(row.heap),
    mb(row.wasmBytes),
    String(row.gpuBuffers),
    mb(row.gpuBytes),
    mb(row.resident),
    row.seconds.toFixed(0),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'wasm' },
      pictures: { type: 'string', default: '300' },
      at: { type: 'string', default: '20,100,200' },
      short: { type: 'string' },
      dist: { type: 'string', default: path.join(ROOT, 'dist') },
      out: { type: 'string' },
    },
  });
  const backend: Backend = values.backend === 'webgpu' ? 'webgpu' : 'wasm';
  const short = values.short ? Number(values.short) : null;
  const last = Number(values.pictures);
  const stops = [
    ...values.at
      .split(',')
      .map(Number)
      .filter((stop) => stop < last),
    last,
  ];
  const server = await preview({
    root: ROOT,
    build: { outDir: values.dist },
    preview: { port: 4177 },
    logLevel: 'error',
  });
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...FLAGS, ...asRoot] });
  try {
    const page = await visit(browser, server.resolvedUrls!.local[0]!, values.dist);
    const rows = await soak(browser, page, backend, stops, short);
    console.log(`\n${table(rows)}`);
    if (values.out) await writeFile(values.out, JSON.stringify({ backend, rows }, null, 2));
  } finally {
    await browser.close();
    await server.close();
  }
}

await main();
