/**
 * Captions many pictures, one after the other, in the app's worker in Chromium, and watches its memory, which must not
 * grow. The matcher is loaded too, and the next pictures are prefetched. Linux only. Needs `npm run build` first.
 *
 *   npx tsx bench/soak.ts [--backend wasm] [--pictures 300] [--at 20,100,200] [--short 8]
 *
 * A picture gets three sampled captions; with `--short` one greedy caption of at most so many tokens, prompt included.
 * JS heap and buffers, WebAssembly memory and GPU buffers are the worker's, counted after a garbage collection; resident
 * memory is that of the page's whole process.
 */
import type { Browser, Page } from '@playwright/test';
import { markdownTable } from '../app/features/bench/tables';
import type { LoadedModel } from '../core/protocol/index.ts';
import { sampleNames } from '../e2e/support/samples.ts';
import { ISOLATION_HEADERS } from '../scripts/vite/security.ts';
import { WorkerHeaps } from './support/heap.ts';
import { mb, rendererMemory } from './support/memory.ts';
import { readOptions } from './support/options.ts';
import { askWorker, startWorker } from './support/page-worker.ts';
import { openEmpty, serveApp, withBrowser, workerPath } from './support/site.ts';
import { countingWorker } from './support/soak-worker.ts';

const WORKER = 'soak-worker.js';
const PICTURES = sampleNames().map((name) => `samples/${name}`);
/** Long enough for a few answers about the heap. Milliseconds. */
const HEAP_MS = 1000;
const HEAD = [
  ...['picture', 'JS heap and buffers', 'WebAssembly memory', 'GPU buffers', 'their size', 'resident'],
  'seconds',
];

const { values } = readOptions(import.meta.filename, {
  backend: { type: 'string', default: 'wasm' },
  pictures: { type: 'string', default: '300' },
  at: { type: 'string', default: '20,100,200' },
  short: { type: 'string' },
});

async function loadModels(page: Page, address: string): Promise<LoadedModel> {
  const source = { kind: 'url', url: `${address}models/demo/` } as const;
  const backend = values.backend === 'webgpu' ? 'webgpu' : 'wasm';
  const model = await askWorker(page, 'load', { source, backend });
  if (model.backend !== backend)
    throw new Error([`It runs on ${model.backend}.`, ...model.fallbacks].join(' '));
  await askWorker(page, 'matcher', { source });
  return model;
}

/** As the page does it, the next two pictures prefetched. */
async function caption(page: Page, model: LoadedModel, number: number, last: number): Promise<void> {
  const fileOf = (index: number) => PICTURES[index % PICTURES.length]!;
  const short =
    values.short && ({ method: 'greedy', numCaptions: 1, maxLength: Number(values.short) } as const);
  const settings = { ...model.defaults, method: 'nucleus', seed: number, ...short } as const;
  const [runId, picture] = [`run ${number}`, fileOf(number)];
  const captioning = askWorker(page, 'caption', { runId, picture, masked: [], settings });
  const next = [number + 1, number + 2].filter((index) => index < last);
  const waiting = next.map((index) => ({ id: `run ${index}`, file: fileOf(index) }));
  await askWorker(page, 'prefetch', waiting);
  const run = await captioning;
  if (run.matchError) throw new Error(run.matchError.message);
  await askWorker(page, 'attention', { runId, caption: 0, layer: 0, head: null });
}

async function readMemory(browser: Browser, page: Page, heaps: WorkerHeaps): Promise<string[]> {
  const worker = page.workers().find((each) => each.url().endsWith(WORKER))!;
  const counts = await worker.evaluate(async () => {
    await self.soak.collect();
    return self.soak.counts();
  });
  heaps.takePeak();
  await page.waitForTimeout(HEAP_MS);
  const { now } = await rendererMemory(browser);
  const buffers = [String(counts.gpuBuffers), mb(counts.gpuBytes)];
  return [mb(heaps.takePeak()), mb(counts.wasmBytes), ...buffers, mb(now)];
}

async function soak(browser: Browser, page: Page, address: string): Promise<string[][]> {
  await page.route(`${address}${WORKER}`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      headers: ISOLATION_HEADERS,
      body: countingWorker(`./${workerPath('caption')}`),
    }),
  );
  await openEmpty(page, address);
  const heaps = await WorkerHeaps.watch(page);
  await startWorker(page, WORKER, true);
  const model = await loadModels(page, address);
  console.log(`${model.backend}, ${model.device}`);
  const last = Number(values.pictures);
  const stops = new Set([...values.at.split(',').map(Number), last]);
  const start = performance.now();
  const rows: string[][] = [];
  for (let number = 0; number < last; number++) {
    await caption(page, model, number, last);
    if (!stops.has(number + 1)) continue;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    rows.push([String(number + 1), ...(await readMemory(browser, page, heaps)), seconds]);
    console.log(rows.at(-1)!.join(' | '));
  }
  return rows;
}

const site = await serveApp();
try {
  const rows = await withBrowser(
    (browser, page) => soak(browser, page, site.address),
    '--js-flags=--expose-gc',
  );
  console.log(`\n${markdownTable(HEAD, rows)}`);
} finally {
  await site.close();
}
