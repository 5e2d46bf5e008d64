/**
 * Frames dropped and long tasks of the page while pictures are captioned and explained and the strength of the heatmap is
 * dragged. The row "idle" shows what the machine itself costs. Without a GPU the CPU also paints.
 */
import type { Browser, Locator, Page } from '@playwright/test';
import type { ReportTable } from '../../app/features/bench/tables';
import { BlipscopeApp } from '../../e2e/pages/app.ts';
import { Heat } from '../../e2e/pages/heat.ts';
import { droppedShare, mainThreadTasks, type Task } from './main-thread.ts';
import { type Site, withBrowser } from './site.ts';

/** The budget of a task of the main thread. */
const LONG_MS = 50;

declare global {
  interface Window {
    /** When animation frames began, by the page's clock. */
    frameTimes: number[];
  }
}

export interface FrameRow {
  what: string;
  /** Milliseconds between two frames. */
  intervals: number[];
  tasks: Task[];
}

/** Notes when frames begin, in the pages that are opened from now on. */
export async function countFrames(page: Page): Promise<void> {
  await page.addInitScript({
    content: `window.frameTimes = [];
      requestAnimationFrame(function next(now) { window.frameTimes.push(now); requestAnimationFrame(next); });`,
  });
}

/** Adds a row for each work that is watched. */
export function watchFrames(browser: Browser, page: Page) {
  const rows: FrameRow[] = [];
  const watch = async (what: string, work: () => Promise<unknown>) => {
    let times: number[] = [];
    const tasks = await mainThreadTasks(browser, page, async () => {
      await page.evaluate('window.frameTimes = []');
      await work();
      times = await page.evaluate(() => window.frameTimes);
    });
    const intervals = times.slice(1).map((time, index) => time - times[index]!);
    rows.push({ what, intervals, tasks });
  };
  return { rows, watch };
}

/** The demo model on WASM. */
export function measureFrames(
  site: Site,
  seconds: number,
  pictures: readonly string[],
): Promise<ReportTable> {
  return withBrowser(async (browser, page) => {
    await countFrames(page);
    const app = new BlipscopeApp(page);
    await app.open('wasm', site.address);
    await app.backend.filter({ hasText: /CPU/ }).waitFor();
    const { rows, watch } = watchFrames(browser, page);
    const [first, ...others] = pictures;
    await watch('idle', () => page.waitForTimeout(seconds * 1000));
    await watch('the first picture captioned', () => caption(app, [first!]));
    if (others.length > 0) await watch(`${others.length} more captioned`, () => caption(app, others));
    const heat = new Heat(page);
    await app.captions.words().nth(1).click();
    await watch('Grad-CAM requested', async () => {
      await heat.choose('What made it say the word');
      await heat.legend.filter({ hasText: 'What made the model say' }).waitFor();
    });
    await heat.button.click();
    await heat.strength.waitFor();
    for (const mode of await heat.modes.allInnerTexts()) {
      await heat.panel.getByText(mode, { exact: true }).click();
      await watch(`strength dragged, ${mode.toLowerCase()}`, () => drag(page, heat.strength, seconds));
    }
    return frameTable(rows);
  });
}

async function caption(app: BlipscopeApp, pictures: readonly string[]): Promise<void> {
  await app.choose(...pictures);
  for (const picture of pictures) await app.inStrip(picture, 'done').waitFor();
}

/** Back and forth with the pointer held down, about one move per frame. */
async function drag(page: Page, slider: Locator, seconds: number): Promise<void> {
  const box = (await slider.locator('..').boundingBox())!;
  const moveTo = (share: number) => page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  await moveTo(0.5);
  await page.mouse.down();
  const start = performance.now();
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - start) / 1000) {
    await moveTo(0.5 + 0.5 * Math.sin(2 * Math.PI * elapsed));
  }
  await moveTo(2);
  await page.mouse.up();
  const strength = await slider.getAttribute('aria-valuenow');
  if (strength !== '100') throw new Error(`The slider was dragged to its end and is at ${strength}.`);
}

export function frameTable(rows: readonly FrameRow[]): ReportTable {
  return {
    title: 'Frames',
    note: 'A frame is dropped for each further sixtieth of a second between two frames. Tasks of the main thread in CPU time, in parentheses in wall time.',
    head: ['while', 'frames', 'dropped', 'longest wait, ms', 'longest task, ms', `tasks over ${LONG_MS} ms`],
    rows: rows.map(({ what, intervals, tasks }) => {
      const inBoth = (value: (times: number[]) => string | number) =>
        `${value(tasks.map(({ cpu }) => cpu))} (${value(tasks.map(({ wall }) => wall))})`;
      return [
        what,
        String(intervals.length),
        `${(100 * droppedShare(intervals)).toFixed(1)} %`,
        Math.max(0, ...intervals).toFixed(0),
        inBoth((times) => Math.max(0, ...times).toFixed(1)),
        inBoth((times) => times.filter((ms) => ms > LONG_MS).length),
      ];
    }),
  };
}
