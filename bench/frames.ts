/**
 * Whether the page stays smooth: frames dropped and the main thread's longest task while pictures are captioned and
 * explained, and while the strength of the heat is dragged, by real pointer events, in every view. Chromium without a GPU, where
 * compositing is the processor's work too; the demo model on WASM. The first row, a page that does nothing, says what
 * the machine itself costs.
 *
 *   npx tsx bench/frames.ts [--seconds 3] [--pictures 5]
 *
 * A frame is dropped for each sixtieth of a second that passes between two animation frames beyond the first. Tasks
 * are those of Chrome's trace; their processor time is what the page costs, their time by the clock what it took
 * beside everything else that ran. Needs `npm run build` first.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Locator, Page } from '@playwright/test';
import { droppedShare, mainThreadTasks, type Task } from './support/main-thread.ts';
import { launchBrowser, ROOT, serveApp } from './support/site.ts';
import { markdownTable } from './support/table.ts';

const SAMPLES = path.join(ROOT, 'public/samples');
const DEMO = path.join(ROOT, 'public/models/demo/wasm');
/** The budget of a task of the main thread. */
const LONG_MS = 50;
const PATIENCE_MS = 600_000;

declare global {
  interface Window {
    /** When animation frames began, by the page's clock. */
    frameTimes: number[];
  }
}

interface Row {
  what: string;
  /** Between two frames, milliseconds. */
  intervals: number[];
  tasks: Task[];
}

/** Counts frames from before the page's own scripts on. */
async function watchFrames(page: Page): Promise<void> {
  await page.addInitScript({
    content: `window.frameTimes = [];
      requestAnimationFrame(function next(now) { window.frameTimes.push(now); requestAnimationFrame(next); });`,
  });
}

async function measure(
  browser: Browser,
  page: Page,
  what: string,
  work: () => Promise<unknown>,
): Promise<Row> {
  let times: number[] = [];
  const tasks = await mainThreadTasks(browser, page, async () => {
    await page.evaluate(() => {
      window.frameTimes = [];
    });
    await work();
    times = await page.evaluate(() => window.frameTimes);
  });
  return { what, intervals: times.slice(1).map((time, index) => time - times[index]!), tasks };
}

function samples(count: number): string[] {
  const listed: { file: string }[] = JSON.parse(readFileSync(path.join(SAMPLES, 'samples.json'), 'utf8'));
  return listed.slice(0, count).map(({ file }) => path.join(SAMPLES, file));
}

async function caption(page: Page, pictures: readonly string[]): Promise<void> {
  await page.getByTestId('file-input').setInputFiles(pictures);
  for (const picture of pictures) {
    const done = page.getByRole('option', { name: `${path.basename(picture)}, done` });
    await done.waitFor({ timeout: PATIENCE_MS });
  }
}

/** There and back again with the pointer held down, a move for about every frame. */
async function drag(page: Page, slider: Locator, seconds: number): Promise<void> {
  const box = await slider.locator('..').boundingBox();
  if (!box) throw new Error('There is no slider for the strength of the heat.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  const began = performance.now();
  for (let gone = 0; gone < seconds; gone = (performance.now() - began) / 1000) {
    const share = 0.5 + 0.5 * Math.sin(2 * Math.PI * gone);
    await page.mouse.move(box.x + share * box.width, y);
  }
  await page.mouse.move(box.x + 2 * box.width, y);
  await page.mouse.up();
  const strength = await slider.getAttribute('aria-valuenow');
  if (strength !== '100') throw new Error(`The slider was dragged to its end and is at ${strength}.`);
}

/** A word of the picture captioned last, with its heat held. */
async function openLook(page: Page): Promise<Locator> {
  await page
    .getByRole('list', { name: 'Captions' })
    .getByRole('button', { name: /% sure/ })
    .nth(1)
    .click();
  await page.getByRole('button', { name: 'Look of the heat' }).click();
  return page.getByRole('dialog', { name: 'Look of the heat' });
}

/** From the wish to the map of the word on the picture; the graphs of Grad-CAM are loaded in it. */
async function askForGradCam(page: Page, panel: Locator): Promise<void> {
  await panel.getByText('What made it say the word', { exact: true }).click();
  const legend = page.getByRole('region', { name: 'Picture' }).getByTestId('legend');
  await legend.filter({ hasText: 'What made the model say' }).waitFor({ timeout: PATIENCE_MS });
}

async function measureDrags(browser: Browser, page: Page, panel: Locator, seconds: number): Promise<Row[]> {
  const slider = panel.getByRole('slider', { name: 'Strength of the heat' });
  const views = panel.getByRole('radiogroup', { name: 'The picture' }).locator('label');
  const rows: Row[] = [];
  for (const view of await views.allInnerTexts()) {
    await panel.getByText(view, { exact: true }).click();
    const what = `strength dragged, ${view.toLowerCase()}`;
    rows.push(await measure(browser, page, what, () => drag(page, slider, seconds)));
  }
  return rows;
}

async function measureAll(
  browser: Browser,
  address: string,
  { seconds, pictures }: { seconds: number; pictures: string[] },
): Promise<Row[]> {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await watchFrames(page);
  await page.goto(`${address}?backend=wasm`);
  await page.getByTestId('backend').filter({ hasText: /CPU/ }).waitFor({ timeout: PATIENCE_MS });
  const idle = await measure(browser, page, 'nothing', () => page.waitForTimeout(seconds * 1000));
  const [first, ...others] = pictures;
  const captioning = [
    await measure(browser, page, 'the first picture captioned', () => caption(page, [first!])),
    await measure(browser, page, `${others.length} more captioned`, () => caption(page, others)),
  ];
  const panel = await openLook(page);
  const gradCam = await measure(browser, page, 'Grad-CAM asked for', () => askForGradCam(page, panel));
  return [idle, ...captioning, gradCam, ...(await measureDrags(browser, page, panel, seconds))];
}

function table(rows: readonly Row[]): string {
  const head = [
    'while',
    'frames',
    'dropped',
    'longest wait for a frame, ms',
    'longest task, ms of processor (by the clock)',
    `tasks over ${LONG_MS} ms of processor (by the clock)`,
  ];
  const body = rows.map(({ what, intervals, tasks }) => {
    const most = (measure: (task: Task) => number) => Math.max(0, ...tasks.map(measure)).toFixed(1);
    const long = (measure: (task: Task) => number) => tasks.filter((task) => measure(task) > LONG_MS).length;
    const cpu = ({ cpu }: Task) => cpu;
    const wall = ({ wall }: Task) => wall;
    return [
      what,
      String(intervals.length),
      `${(100 * droppedShare(intervals)).toFixed(1)} %`,
      Math.max(0, ...intervals).toFixed(0),
      `${most(cpu)} (${most(wall)})`,
      `${long(cpu)} (${long(wall)})`,
    ];
  });
  return markdownTable(head, body);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      pictures: { type: 'string', default: '5' },
    },
  });
  const site = await serveApp({ wasm: DEMO }, 4178);
  const browser = await launchBrowser();
  try {
    const asked = { seconds: Number(values.seconds), pictures: samples(Number(values.pictures)) };
    console.log(table(await measureAll(browser, site.address, asked)));
  } finally {
    await browser.close();
    await site.close();
  }
}

await main();
