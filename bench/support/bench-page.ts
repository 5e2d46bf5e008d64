/** Measures in Chromium with the app's own pages, each time in a fresh browser, so that a first load is cold. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { BenchReport, Waits } from '../../app/features/bench/report';
import type { Backend } from '../../core/dtypes.ts';
import type { BenchAmounts, BenchSubject } from '../../core/protocol/index.ts';
import { BlipscopeApp } from '../../e2e/pages/app.ts';
import { WorkerHeaps } from './heap.ts';
import type { Measured } from './measurements.ts';
import { type Site, withBrowser } from './site.ts';

/** A base-size model on an emulated GPU takes its time. */
export const TIMEOUT_MS = 3 * 3_600_000;
const POLL_MS = 1000;
/** Asking for the heap is work for the worker that is timed. */
const HEAP_REST_MS = 500;

/**
 * Measures a subject on the benchmark page. If that fails, the report says why.
 *
 * @throws when the page or the browser fails.
 */
export function runBenchPage(site: Site, subject: BenchSubject, amounts: BenchAmounts): Promise<Measured> {
  const url = site.write('plan.json', JSON.stringify({ subjects: [subject], amounts }));
  return withBrowser(async (_, page) => {
    const heaps = await WorkerHeaps.watch(page, HEAP_REST_MS);
    const failure = failureOf(page);
    await page.goto(`${site.address}bench.html?plan=${url}`);
    const { machine, subjects } = await Promise.race([resultOf(page), failure]);
    const { isolated, userAgent } = machine;
    return { machine: { isolated, userAgent }, subject: { ...subjects[0]!, jsHeapBytes: heaps.takePeak() } };
  });
}

/** Rejects when the page itself fails: it would never finish. */
function failureOf(page: Page): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    page.on('pageerror', reject);
    page.on('crash', () => reject(new Error('The page crashed.')));
  });
  // It may fail before anybody waits for it.
  failure.catch(() => {});
  return failure;
}

async function resultOf(page: Page): Promise<BenchReport> {
  const save = page.getByRole('button', { name: 'Save as JSON' });
  let last: string | undefined;
  while (!(await save.isVisible())) {
    const [stage] = await page.getByTestId('bench-stage').allTextContents();
    if (stage && stage !== last) console.error(stage.replace('1 of 1: ', ''));
    last = stage;
    await page.waitForTimeout(POLL_MS);
  }
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  return JSON.parse(await readFile(await download.path(), 'utf8'));
}

/** Drops pictures on the loaded app, one after the other. The first one warms up and is not counted. */
export function waitOnPage(site: Site, backend: Backend, pictures: readonly string[]): Promise<Waits> {
  return withBrowser(async (_, page) => {
    page.setDefaultTimeout(TIMEOUT_MS);
    const app = new BlipscopeApp(page);
    await app.open(backend, site.address);
    await app.backend.filter({ hasText: backend === 'wasm' ? /CPU/ : /GPU/ }).waitFor();
    const waits: Waits = { firstWord: [], threeCaptions: [] };
    for (const [index, picture] of pictures.entries()) {
      const start = performance.now();
      await app.choose(picture);
      await app.captions.words().first().waitFor();
      const firstWord = performance.now() - start;
      await app.inStrip(picture, 'done').waitFor();
      if (index === 0) continue;
      waits.firstWord.push(firstWord);
      waits.threeCaptions.push(performance.now() - start);
    }
    return waits;
  });
}
