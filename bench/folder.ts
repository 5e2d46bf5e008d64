/**
 * Captions a folder of pictures in Chromium, as the app does it, and compares with the engine alone: the same pictures,
 * read beforehand, with the same captions and matches. Linux only. Needs `npm run build` first.
 *
 *   npx tsx bench/folder.ts [--model demo|base|FOLDER] [--dtype q8] [--backend wasm] [--pictures 200]
 *     [--at 100,1000,2000] [--candidates 3] [--alone 20] [--no-matcher] [--batches 1,2]
 *
 * The pictures are the samples in other colours, JPEG of 640 × 480. `--alone` is how many seconds the engine works alone,
 * before the run and again after it. Heap and buffers are the workers' maximum since the row before, uncollected garbage
 * included; resident memory is that of the page's whole process. CPU time is that of all threads of the browser, the
 * process that reads the files included. `--batches` measures the engine alone with so many pictures in a batch, too: `1,4,1,4` in pairs.
 */
import { readdirSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { markdownTable } from '../app/features/bench/tables';
import type { Dtype } from '../core/dtypes.ts';
import type { Backend, CaptionSettings } from '../core/protocol/index.ts';
import { sampleNames } from '../e2e/support/samples.ts';
import { buildConstants } from '../vite.config.ts';
import { bundlesFolder, checkpointOf, makeBundle } from './support/checkpoint.ts';
import { askFolder, startFolderPage } from './support/folder-page.ts';
import { WorkerHeaps } from './support/heap.ts';
import { browserCpu, mb, rendererMemory } from './support/memory.ts';
import { integer, readOptions } from './support/options.ts';
import { openEmpty, ROOT, type Site, serveApp, withBrowser, workerPath } from './support/site.ts';

/** Between two looks at the run's progress. Milliseconds. */
const POLL_MS = 500;
/** Of a heap's answers, so that the run is not disturbed. Milliseconds. */
const HEAP_REST_MS = 1000;
/** The engine alone takes these in turn. */
const ALONE_PICTURES = 64;

const { values } = readOptions(import.meta.filename, {
  backend: { type: 'string', default: 'wasm' },
  pictures: { type: 'string', default: '200' },
  at: { type: 'string', default: '100,1000,2000' },
  candidates: { type: 'string', default: '3' },
  alone: { type: 'string', default: '20' },
  'no-matcher': { type: 'boolean', default: false },
  model: { type: 'string', default: 'demo' },
  dtype: { type: 'string', default: 'q8' },
  batches: { type: 'string', default: '' },
});

const PICTURES = integer('pictures', values.pictures);

/** Builds the worker that captions without reading. Returns its URL, relative to the site's. */
async function buildAloneWorker(site: Site): Promise<string> {
  const folder = 'alone';
  const entry = `${ROOT}/bench/support/engine-alone.ts`;
  await build({
    root: ROOT,
    base: './',
    configFile: false,
    define: buildConstants,
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: site.fileOf(folder), rolldownOptions: { input: entry } },
  });
  const assets = `${folder}/assets`;
  const worker = readdirSync(site.fileOf(assets)).find((name) => name.startsWith('engine-alone.worker-'));
  return `${assets}/${worker}`;
}

/** URL of the folder of its bundles. The app's own is the demo model in q8. */
async function modelUrl(site: Site): Promise<string> {
  const { model, dtype, backend } = values;
  if (model === 'demo' && dtype === 'q8') return `${site.address}models/demo/`;
  const checkpoint = await checkpointOf(model);
  await makeBundle(checkpoint, backend as Backend, dtype as Dtype);
  return site.addModels('measured', bundlesFolder(checkpoint, dtype as Dtype));
}

async function loadModels(page: Page, url: string, worker: 'caption' | 'alone') {
  const source = { kind: 'url', url } as const;
  const model = await askFolder(page, worker, 'load', { source, backend: values.backend });
  if (!values['no-matcher']) await askFolder(page, worker, 'matcher', { source });
  return model;
}

interface Throughput {
  perSecond: number;
  /** Milliseconds of CPU time for a picture, all threads. */
  cpu: number;
}

/** Reading the pictures beforehand is not counted. */
async function alone(
  browser: Browser,
  page: Page,
  settings: CaptionSettings,
  batch: number | null = null,
): Promise<Throughput> {
  const read = Math.min(PICTURES, ALONE_PICTURES);
  const work = async (seconds: number) => {
    const before = await browserCpu(browser);
    const request = { settings, pictures: read, batch, ms: seconds * 1000 };
    const done = await page.evaluate((sent) => window.folder.alone(sent), request);
    return { ...done, cpu: (await browserCpu(browser)) - before };
  };
  const reading = await work(0);
  const { pictures, ms, cpu } = await work(integer('alone', values.alone));
  return { perSecond: (1000 * pictures) / ms, cpu: (cpu - reading.cpu) / pictures };
}

/** Prints a row of memory each time that so many pictures are done. */
async function watch(browser: Browser, page: Page, heaps: WorkerHeaps, run: Promise<unknown>) {
  const stops = values.at.split(',').map(Number);
  const rows: string[][] = [];
  let running = true;
  void run.finally(() => {
    running = false;
  });
  while (running) {
    await page.waitForTimeout(POLL_MS);
    const progress = await page.evaluate(() => window.folder.progress);
    if (!progress || progress.done < (stops[0] ?? Number.POSITIVE_INFINITY)) continue;
    stops.shift();
    const { now } = await rendererMemory(browser);
    rows.push([String(progress.done), mb(heaps.takePeak()), mb(now)]);
    console.log(rows.at(-1)!.join(' | '));
  }
  return rows;
}

async function measure(browser: Browser, page: Page, site: Site): Promise<void> {
  await openEmpty(page, site.address);
  const heaps = await WorkerHeaps.watch(page, HEAP_REST_MS);
  const workers = {
    collection: workerPath('collection'),
    caption: workerPath('caption'),
    alone: await buildAloneWorker(site),
  };
  await startFolderPage(page, workers);
  const samples = sampleNames().map((name) => `samples/${name}`);
  const draw = ([urls, pictures]: readonly [string[], number]) => window.folder.draw(urls, pictures);
  await page.evaluate(draw, [samples, PICTURES] as const);
  const opening = performance.now();
  const { summary } = await askFolder(page, 'collection', 'openCollection', {});
  console.log(`${summary.pictures} pictures listed in ${(performance.now() - opening).toFixed(0)} ms`);
  const url = await modelUrl(site);
  await loadModels(page, url, 'alone');
  const { defaults, backend, device, dtype } = await loadModels(page, url, 'caption');
  console.log(`${backend}, ${device}, ${dtype}`);
  const numCaptions = integer('candidates', values.candidates);
  const settings = { ...defaults, numCaptions, method: 'nucleus', seed: 1 } as const;
  const before = await alone(browser, page, settings);
  const request = { collection: summary.id, settings, paths: null };
  await page.evaluate(() => {
    window.folder.messages = 0;
    window.folder.longTasks.length = 0;
  });
  const cpuBefore = await browserCpu(browser);
  const run = askFolder(page, 'caption', 'runCollection', request);
  const rows = await watch(browser, page, heaps, run);
  const { done, failed, seconds, stopped } = await run;
  if (stopped) throw new Error(stopped.message);
  const cpu = ((await browserCpu(browser)) - cpuBefore) / done;
  const { messages, longTasks } = await page.evaluate(() => window.folder);
  const reopening = performance.now();
  await askFolder(page, 'collection', 'openCollection', {});
  console.log(`opened again with all captions in ${(performance.now() - reopening).toFixed(0)} ms`);
  const after = await alone(browser, page, settings);
  const sizes = values.batches.split(',').filter(Boolean);
  const batches: string[][] = [];
  for (const size of sizes) {
    const { perSecond, cpu } = await alone(browser, page, settings, integer('batches', size));
    batches.push([size, perSecond.toFixed(2), cpu.toFixed(0)]);
  }
  console.log(`\n${markdownTable(['pictures', 'heap and buffers', 'resident'], rows)}\n`);
  const engine = mean(before.perSecond, after.perSecond);
  const engineCpu = mean(before.cpu, after.cpu);
  const speed = done / seconds;
  console.log(
    markdownTable(
      ['', 'run', 'engine alone, before and after', 'ratio'],
      [
        [
          'pictures a second',
          speed.toFixed(2),
          both(before.perSecond, after.perSecond),
          (speed / engine).toFixed(3),
        ],
        ['CPU ms a picture', cpu.toFixed(0), both(before.cpu, after.cpu), (cpu / engineCpu).toFixed(3)],
      ],
    ),
  );
  const head = ['pictures in a batch, engine alone', 'pictures a second', 'CPU ms a picture'];
  if (batches.length > 0) console.log(`\n${markdownTable(head, batches)}`);
  console.log(
    `\n${failed} failed, ${messages} messages to the page, ${longTasks.length} tasks over 50 ms there`,
  );
}

function mean(a: number, b: number): number {
  return (a + b) / 2;
}

function both(a: number, b: number): string {
  return `${a.toFixed(2)}, ${b.toFixed(2)}`;
}

const site = await serveApp();
try {
  await withBrowser((browser, page) => measure(browser, page, site));
} finally {
  await site.close();
}
