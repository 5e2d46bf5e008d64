/**
 * A checkpoint installed in Chromium from a hub on this machine, through the worker that the page uses: seconds,
 * bytes sent, memory, size of the bundle. The hub is of another origin than the page. With `--interrupt 0.5` the
 * page is killed at that share of the download, opened again, and goes on. Linux only, for the memory.
 *
 *   npx tsx bench/convert-in-page.ts --checkpoint DIR [--target wasm] [--dtype q8] [--interrupt 0.5] [--dist dist]
 *
 * `bench/random-checkpoint.ts` makes a checkpoint of full size. Needs `npm run build` first.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import type { InstalledBundle, InstallProgress, InstallRequest } from '../core/protocol/index.ts';
import type { HubServer } from '../model-export/testing/hub-server.ts';
import { ensureBrowser } from '../scripts/find-browser.ts';
import { WorkerHeaps } from './support/heap.ts';
import { ID, mb, serveCheckpoint, traffic } from './support/hub.ts';
import { rendererMemory, resetPeaks } from './support/renderer.ts';

const ROOT = path.join(import.meta.dirname, '..');
const PATIENCE_MS = 1_200_000;

/** What the page keeps for this bench. */
interface Bench {
  progress: InstallProgress | null;
  done: Promise<InstalledBundle>;
}
declare global {
  interface Window {
    bench: Bench;
  }
}

function workerPath(dist: string): string {
  const name = readdirSync(path.join(dist, 'assets')).find((file) => /^convert\.worker-.*\.js$/.test(file));
  if (!name) throw new Error(`${dist} has no convert worker. Run npm run build first.`);
  return `assets/${name}`;
}

/** Starts the installation; `window.bench` tells how it goes. */
async function startInstall(page: Page, worker: string, request: InstallRequest): Promise<void> {
  await page.evaluate(
    ([address, payload]) => {
      const bench: Bench = { progress: null, done: Promise.reject(new Error('not begun')) };
      bench.done.catch(() => {});
      bench.done = new Promise((resolve, reject) => {
        const started = new Worker(new URL(address, document.baseURI), { type: 'module' });
        started.addEventListener('error', ({ message }) => reject(new Error(message)));
        started.addEventListener('message', ({ data }) => {
          if (data.type === 'progress') bench.progress = data.payload;
          else if (data.type === 'done') resolve(data.payload);
          else reject(new Error(JSON.stringify(data)));
        });
        started.postMessage({ id: 1, kind: 'install', payload });
      });
      window.bench = bench;
    },
    [worker, request] as const,
  );
}

async function untilDownloaded(page: Page, share: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const now = window.bench.progress;
      return now?.phase === 'convert' || (now !== null && now.doneBytes >= wanted * now.totalBytes);
    },
    share,
    { timeout: PATIENCE_MS, polling: 20 },
  );
}

function parseOptions() {
  const { values } = parseArgs({
    options: {
      checkpoint: { type: 'string' },
      target: { type: 'string', default: 'wasm' },
      dtype: { type: 'string', default: 'q8' },
      interrupt: { type: 'string' },
      dist: { type: 'string', default: path.join(ROOT, 'dist') },
    },
  });
  if (!values.checkpoint) throw new Error('usage: convert-in-page.ts --checkpoint DIR');
  return { ...values, checkpoint: values.checkpoint };
}

async function main(): Promise<void> {
  const { checkpoint, target, dtype, interrupt, dist } = parseOptions();
  const hub = await serveCheckpoint(checkpoint);
  const server = await preview({
    root: ROOT,
    build: { outDir: dist },
    preview: { port: 4176 },
    logLevel: 'error',
  });
  const profile = mkdtempSync(path.join(tmpdir(), 'blipscope-profile-'));
  const address = server.resolvedUrls!.local[0]!;
  const source = { kind: 'hub', id: ID, revision: 'main', endpoint: hub.endpoint, token: null } as const;
  const request = { source, target, dtype } as InstallRequest;
  try {
    let context = await open(profile);
    let page = await visit(context, address);
    if (interrupt) {
      await startInstall(page, workerPath(dist), request);
      await untilDownloaded(page, Number(interrupt));
      await page.close();
      console.log(`The page was closed after ${mb(traffic(hub).sent)}.`);
      await context.close();
      context = await open(profile);
      page = await visit(context, address);
    }
    await measure(context, page, hub, () => startInstall(page, workerPath(dist), request));
    await context.close();
  } finally {
    await server.close();
    await hub.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function open(profile: string): Promise<BrowserContext> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launchPersistentContext(profile, {
    executablePath: ensureBrowser(),
    serviceWorkers: 'block',
    args: ['--disable-background-networking', '--disable-component-update', '--no-first-run', ...asRoot],
  });
}

async function visit(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  // Of the app, which runs a model too, nothing is to be measured: an empty page of its origin starts its worker.
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(address);
  return page;
}

/** Installs, and tells of the two phases that it has. */
async function measure(
  context: BrowserContext,
  page: Page,
  hub: HubServer,
  start: () => Promise<void>,
): Promise<void> {
  const browser = context.browser()!;
  const heaps = await WorkerHeaps.watch(page);
  const before = await rendererMemory(browser);
  const download = await phase(browser, heaps, async () => {
    await start();
    await untilDownloaded(page, 1);
  });
  const conversion = await phase(browser, heaps, () => page.evaluate(() => window.bench.done));
  const { sent, twice } = traffic(hub);
  const { key, bytes } = conversion.result;
  console.log(`download ${told(download)}`);
  console.log(`conversion ${told(conversion)}`);
  console.log(`resident before both ${mb(before.now)}; heap and buffers seen ${heaps.samples} times`);
  console.log(`sent by the hub ${mb(sent)}, of it twice ${mb(twice)} at most`);
  console.log(`bundle ${mb(bytes)}: ${key}`);
}

interface Phase<T> {
  result: T;
  seconds: number;
  /** JS heap and buffers of the worker, at most. */
  heap: number;
  /** Resident memory of the page's process, at most. */
  resident: number;
}

async function phase<T>(browser: Browser, heaps: WorkerHeaps, work: () => Promise<T>): Promise<Phase<T>> {
  await resetPeaks(browser);
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  return { result, seconds, heap: heaps.takePeak(), resident: (await rendererMemory(browser)).peak };
}

const told = ({ seconds, heap, resident }: Phase<unknown>) =>
  `${seconds.toFixed(1)} s; at most ${mb(heap)} of JS heap and buffers, ${mb(resident)} resident`;

await main();
