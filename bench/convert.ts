/**
 * Downloads a checkpoint from a hub on this machine and converts it, with the command line or in the app's worker in
 * Chromium: seconds, bytes fetched, memory, size of the bundle. Linux only, for the memory.
 *
 *   npx tsx bench/convert.ts --checkpoint DIR [--in node|page] [--target wasm] [--dtype q8]
 *
 * `bench/random-checkpoint.ts` makes a checkpoint of full size. The page needs `npm run build` first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { Requests } from '../core/protocol/index.ts';
import { HubServer } from '../model-export/testing/hub-server.ts';
import { folderContents } from '../model-export/testing/memory.ts';
import { WorkerHeaps } from './support/heap.ts';
import { mb, memoryOf, rendererMemory, resetPeaks } from './support/memory.ts';
import { readOptions } from './support/options.ts';
import { askWorker, type Sent, startWorker } from './support/page-worker.ts';
import { openEmpty, ROOT, serveApp, withBrowser, workerPath } from './support/site.ts';

/** A checkpoint on a hub. */
type Install = Sent<Requests['install']['in']>;

const ID = 'bench/checkpoint';
const POLL_MS = 20;

const { values } = readOptions(import.meta.filename, {
  checkpoint: { type: 'string', default: '' },
  in: { type: 'string', default: 'node' },
  target: { type: 'string', default: 'wasm' },
  dtype: { type: 'string', default: 'q8' },
});

async function convertInNode(hub: HubServer): Promise<number> {
  const home = mkdtempSync(path.join(tmpdir(), 'blipscope-convert-'));
  const flags = ['--out', path.join(home, 'bundle'), '--target', values.target, '--dtype', values.dtype];
  const command = ['--import', 'tsx', 'cli/main.ts', 'export', ID, '--endpoint', hub.endpoint, ...flags];
  const start = performance.now();
  const program = spawn(process.execPath, [...command, '--json'], {
    cwd: ROOT,
    env: { ...process.env, XDG_CACHE_HOME: home, HF_TOKEN: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The program's own peak would include its parent's memory, which holds the checkpoint.
  let peak = 0;
  const polling = setInterval(() => {
    peak = Math.max(peak, memoryOf(program.pid!).peak);
  }, POLL_MS);
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const [code] = await once(program, 'close');
  clearInterval(polling);
  rmSync(home, { recursive: true, force: true });
  if (code !== 0) throw new Error('The export failed; its message is above.');
  console.log(`download and conversion ${secondsSince(start)} s, at most ${mb(peak)} resident`);
  return JSON.parse(output).bytes;
}

/** The hub has another origin than the page. */
async function convertInPage(hub: HubServer): Promise<number> {
  const site = await serveApp();
  const source = { kind: 'hub', id: ID, revision: 'main', endpoint: hub.endpoint, token: null } as const;
  const request = { source, target: values.target, dtype: values.dtype } as Install;
  try {
    return await withBrowser(async (browser, page) => {
      await openEmpty(page, site.address);
      const heaps = await WorkerHeaps.watch(page);
      await startWorker(page, workerPath('convert'));
      return install(browser, page, heaps, request);
    });
  } finally {
    await site.close();
  }
}

async function install(browser: Browser, page: Page, heaps: WorkerHeaps, request: Install): Promise<number> {
  page.setDefaultTimeout(0);
  const phase = async <T>(name: string, work: Promise<T>): Promise<T> => {
    await resetPeaks(browser);
    const start = performance.now();
    const result = await work;
    const { peak } = await rendererMemory(browser);
    console.log(
      `${name} ${secondsSince(start)} s, at most ${mb(heaps.takePeak())} JS heap and buffers, ${mb(peak)} resident`,
    );
    return result;
  };
  const installing = askWorker(page, 'install', request);
  const downloading = page.waitForFunction(
    () => (window.lastProgress as { phase?: string } | undefined)?.phase === 'convert',
    null,
    { polling: POLL_MS },
  );
  await phase('download', Promise.race([downloading, installing]));
  const { bytes } = await phase('conversion', installing);
  return bytes;
}

const secondsSince = (start: number) => ((performance.now() - start) / 1000).toFixed(1);

if (!values.checkpoint) throw new Error('Give the checkpoint: --checkpoint DIR.');
/** On this machine. */
const hub = await HubServer.start(ID, folderContents(values.checkpoint));
try {
  const bytes = await (values.in === 'page' ? convertInPage(hub) : convertInNode(hub));
  const sent = hub.requests.reduce((sum, { sent: part }) => sum + (part ? part.end - part.start : 0), 0);
  console.log(`sent by the hub ${mb(sent)}, bundle ${mb(bytes)}`);
} finally {
  await hub.close();
}
