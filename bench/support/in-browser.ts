/** Measures in Chromium, by the app's own page: a fresh browser for each subject, so that its first load is cold. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import type { BenchPlan } from '../../app/features/bench/plan';
import type { BenchReport } from '../../app/features/bench/report';
import { ensureBrowser } from '../../scripts/find-browser.ts';
import { WorkerHeaps } from './heap.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PORT = 4176;
/** Below the site, where the bundles are too. */
const PLAN = 'models/plan.json';
const FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
];
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
/** How often somebody looks whether the page says something else. */
const TELL_EVERY_MS = 1000;
/** Asking is work for the worker that is timed. */
const HEAP_REST_MS = 500;
/** A base-size model on a GPU made of a processor takes its time. */
const PATIENCE_MS = 3 * 3_600_000;

/** The page and the bundles that it measures. */
export interface BenchSite {
  /**
   * Measures what a plan says, and tells each stage. Rejects where the page or the browser fails; a subject that fails
   * is in the report.
   */
  measure(plan: Omit<BenchPlan, 'samples'>, onProgress: (told: string) => void): Promise<BenchReport>;
  close(): Promise<void>;
}

/** Plans name bundles by addresses below `models/bench/`, which are those of `bundles`. */
export async function serveBench(bundles: string): Promise<BenchSite> {
  const site = siteWith(bundles);
  const server = await preview({
    root: ROOT,
    build: { outDir: site },
    preview: { port: PORT },
    logLevel: 'error',
  });
  const address = server.resolvedUrls!.local[0]!;
  return {
    measure: (plan, onProgress) => {
      writeFileSync(path.join(site, PLAN), JSON.stringify(plan));
      return measureOne(`${address}bench.html?plan=${PLAN}`, onProgress);
    },
    close: async () => {
      await server.close();
      rmSync(site, { recursive: true });
    },
  };
}

/** The built app with these bundles beside its own; nothing is copied. */
function siteWith(bundles: string): string {
  const site = mkdtempSync(path.join(tmpdir(), 'blipscope-bench-'));
  const shell = readdirSync(path.join(ROOT, 'dist')).filter((name) => name !== 'models');
  for (const name of shell) symlinkSync(path.join(ROOT, 'dist', name), path.join(site, name));
  mkdirSync(path.join(site, 'models'));
  symlinkSync(bundles, path.join(site, 'models/bench'));
  return site;
}

async function measureOne(address: string, onProgress: (told: string) => void): Promise<BenchReport> {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...FLAGS, ...AS_ROOT] });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block', acceptDownloads: true });
    const page = await context.newPage();
    const heaps = await WorkerHeaps.watch(page, HEAP_REST_MS);
    const failed = failureOf(page);
    await page.goto(address);
    const report = await Promise.race([resultOf(page, onProgress), failed]);
    const jsHeapBytes = heaps.takePeak();
    return { ...report, subjects: report.subjects.map((subject) => ({ ...subject, jsHeapBytes })) };
  } finally {
    await browser.close();
  }
}

/** Rejects when the page itself fails, which would never come to an end. */
function failureOf(page: Page): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    page.on('pageerror', reject);
    page.on('crash', () => reject(new Error('The page crashed.')));
  });
  // It may fail before anybody waits for it.
  failed.catch(() => {});
  return failed;
}

/** As a person saves it. */
async function resultOf(page: Page, onProgress: (told: string) => void): Promise<BenchReport> {
  const save = page.getByRole('button', { name: 'Save as JSON' });
  const ended = new AbortController();
  const telling = tellStages(page, onProgress, ended.signal);
  try {
    await save.waitFor({ timeout: PATIENCE_MS });
  } finally {
    ended.abort();
    await telling;
  }
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  return JSON.parse(await readFile(await download.path(), 'utf8'));
}

/** What the page says of its progress, each sentence once. */
async function tellStages(page: Page, onProgress: (told: string) => void, ended: AbortSignal): Promise<void> {
  let last = '';
  while (!ended.aborted) {
    const [told = ''] = await page.getByTestId('bench-stage').allTextContents();
    if (told && told !== last) onProgress(told);
    last = told || last;
    await page.waitForTimeout(TELL_EVERY_MS);
  }
}
