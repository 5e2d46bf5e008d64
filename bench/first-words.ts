/**
 * How long a person waits: from dropping a picture on the loaded page to the first word and to three captions,
 * in Chromium on WASM and WebGPU, and in Node. One browser, one page per backend; the first picture warms up and
 * is not counted; median (smallest–largest) of the rest.
 *
 *   npx tsx bench/first-words.ts [--wasm DIR] [--webgpu DIR] [--node DIR] [--pictures 5] [--out FILE.json]
 *
 * Each DIR is a bundle for that target, served to the page in place of the demo model. With no DIR at all the demo
 * model is measured everywhere. Needs `npm run build` first.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from '@playwright/test';
import { type Folders, launchBrowser, ROOT, serveApp } from './support/site.ts';
import { type Summary, summarize, told } from './support/summary.ts';

const SAMPLES = path.join(ROOT, 'public/samples');
const DEMO = path.join(ROOT, 'public/models/demo');
const PATIENCE_MS = 600_000;

interface Waits {
  firstWordMs: number;
  allCaptionsMs: number;
}

interface Row {
  where: string;
  device: string;
  loadMs: number;
  firstWord: Summary;
  allCaptions: Summary;
}

function samples(count: number): string[] {
  const listed: { file: string }[] = JSON.parse(readFileSync(path.join(SAMPLES, 'samples.json'), 'utf8'));
  return listed.slice(0, count).map(({ file }) => path.join(SAMPLES, file));
}

async function captionPicture(page: Page, picture: string): Promise<Waits> {
  const start = performance.now();
  await page.getByTestId('file-input').setInputFiles([picture]);
  const name = path.basename(picture);
  const option = (state: string) => page.getByRole('option', { name: `${name}, ${state}` });
  const words = page.getByRole('list', { name: 'Captions' }).getByRole('button', { name: /% sure/ });
  await words.first().waitFor({ timeout: PATIENCE_MS });
  const firstWordMs = performance.now() - start;
  await option('done').waitFor({ timeout: PATIENCE_MS });
  return { firstWordMs, allCaptionsMs: performance.now() - start };
}

async function measurePage(
  browser: Browser,
  address: string,
  backend: 'wasm' | 'webgpu',
  pictures: string[],
): Promise<Row> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(`${address}?backend=${backend}`);
  const device = page.getByTestId('backend');
  await device.filter({ hasText: backend === 'wasm' ? /CPU/ : /GPU/ }).waitFor({ timeout: PATIENCE_MS });
  const loadMs = performance.now() - start;
  const waits: Waits[] = [];
  for (const picture of pictures) waits.push(await captionPicture(page, picture));
  const told = (await device.textContent()) ?? '';
  await context.close();
  return row(`Chromium, ${backend}`, told, loadMs, waits);
}

function row(where: string, device: string, loadMs: number, waits: Waits[]): Row {
  const counted = waits.slice(1);
  return {
    where,
    device,
    loadMs,
    firstWord: summarize(counted.map((wait) => wait.firstWordMs)),
    allCaptions: summarize(counted.map((wait) => wait.allCaptionsMs)),
  };
}

/** The command line's own times; what is left of the process's is loading. */
function measureNode(folder: string, pictures: string[]): Row {
  const start = performance.now();
  const command = ['tsx', 'cli/main.ts', 'caption', ...pictures, '--model', folder, '--json'];
  const lines = execFileSync('npx', command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e9 })
    .trim()
    .split('\n');
  const times: { firstToken: number; total: number }[] = lines.map((line) => JSON.parse(line).ms);
  const busy = times.reduce((sum, { total }) => sum + total, 0);
  const waits = times.map(({ firstToken, total }) => ({ firstWordMs: firstToken, allCaptionsMs: total }));
  return row('Node', 'onnxruntime-node', performance.now() - start - busy, waits);
}

function table(rows: Row[]): string {
  const ms = (value: number) => (value / 1000).toFixed(2);
  const range = (summary: Summary) => told(summary, ms);
  const lines = rows.map(
    (each) =>
      `| ${each.where} | ${each.device} | ${ms(each.loadMs)} | ${range(each.firstWord)} | ${range(each.allCaptions)} |`,
  );
  return [
    '| where | device | load, s | first word, s | three captions, s |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

async function measureBrowser(folders: Folders, pictures: string[]): Promise<Row[]> {
  const site = await serveApp(folders, 4175);
  const browser = await launchBrowser();
  const rows: Row[] = [];
  try {
    if (folders.wasm) rows.push(await measurePage(browser, site.address, 'wasm', pictures));
    if (folders.webgpu) rows.push(await measurePage(browser, site.address, 'webgpu', pictures));
  } finally {
    await browser.close();
    await site.close();
  }
  return rows;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      wasm: { type: 'string' },
      webgpu: { type: 'string' },
      node: { type: 'string' },
      pictures: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  });
  const demo = !values.wasm && !values.webgpu && !values.node;
  const folders = demo
    ? { wasm: path.join(DEMO, 'wasm'), webgpu: path.join(DEMO, 'webgpu'), node: path.join(DEMO, 'wasm') }
    : values;
  const pictures = samples(Number(values.pictures));
  const rows = folders.wasm || folders.webgpu ? await measureBrowser(folders, pictures) : [];
  if (folders.node) {
    rows.push(measureNode(folders.node, pictures));
  }
  console.log(table(rows));
  if (values.out) {
    await mkdir(path.dirname(values.out), { recursive: true });
    await writeFile(values.out, JSON.stringify(rows, null, 2));
  }
}

await main();
