/** The benchmark page: what it does, never how long it takes. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { BenchPlan } from '../app/features/bench/plan';
import type { BenchReport } from '../app/features/bench/report';
import { expect, test } from './fixtures';
import { StaticHost } from './support/static-host';

const PLAN: Omit<BenchPlan, 'samples'> = {
  subjects: [
    { kind: 'engine', source: { kind: 'url', url: 'models/demo/' }, backend: 'wasm' },
    { kind: 'baseline', source: { kind: 'url', url: 'models/demo/baseline/' }, backend: 'wasm' },
  ],
  amounts: { repeats: 1, captions: [1], batches: [2], words: 2, pictures: 1, folderSeconds: 60 },
};

async function save(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** Puts a short plan into the cache of the shell, as a file of an earlier version. Runs in the page. */
async function cachePlan(plan: Omit<BenchPlan, 'samples'>): Promise<void> {
  const [shell = ''] = (await caches.keys()).filter((name) => name.includes('shell'));
  const cache = await caches.open(shell);
  await cache.put(new URL('assets/plan.json', document.baseURI), Response.json(plan));
}

test('it measures the engine and the baseline, and saves the result as a file', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.route('**/plan.json', (route) => route.fulfill({ json: PLAN }));
  await page.goto('/bench?plan=plan.json');
  await expect(page.getByRole('heading', { name: 'Times' })).toBeVisible({ timeout: 150_000 });

  const report: BenchReport = JSON.parse(await save(page, 'Save as JSON'));
  expect(report.machine.isolated).toBe(true);
  const [engine, baseline] = report.subjects.map(({ measured }) => measured!);
  expect(report.subjects.map(({ error }) => error)).toEqual([null, null]);
  expect(engine?.times).toMatchObject({ encode: { length: 1 }, maps: { length: 1 } });
  expect(engine?.times?.gradCam).toMatchObject({ caption: { length: 1 }, itm: { length: 1 } });
  expect(engine?.wasmBytes).toBeGreaterThan(engine?.model.bytes ?? Infinity);
  expect(baseline?.times).toMatchObject({ encode: { length: 1 }, maps: [], folder: { pictures: 1 } });
  expect(baseline?.captions).toHaveLength(3);

  const markdown = await save(page, 'Save as Markdown');
  expect(markdown).toContain('# Blipscope benchmark: blipscope/demo');
  expect(markdown).toContain('| Identical captions |');
  expect(markdown).toContain('| Grad-CAM under the matcher, every layer |');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('it is reached from the help, works without a network, and can be cancelled', async ({ app, page }) => {
  const host = await StaticHost.start('/tools/blipscope/');
  try {
    await app.open('wasm', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await expect(app.device).toHaveText('On this device, offline ready');
    await host.stop();
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('link', { name: 'How fast is it on this device?' }).click();
    await expect(page.getByRole('heading', { name: 'How fast is it here?' })).toBeVisible();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('radio', { name: 'With nothing' }).check();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('status')).toHaveText('Cancelled.');
    await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();

    await page.evaluate(cachePlan, { subjects: PLAN.subjects.slice(0, 1), amounts: PLAN.amounts });
    await page.goto(`${host.url}bench?plan=assets/plan.json`);
    await expect(page.getByRole('heading', { name: 'Times' })).toBeVisible({ timeout: 150_000 });
    const report: BenchReport = JSON.parse(await save(page, 'Save as JSON'));
    expect(report.subjects).toMatchObject([{ kind: 'engine', backend: 'wasm', error: null }]);
    expect(await save(page, 'Save as Markdown')).toContain('| Encode a picture |');
  } finally {
    await host.stop();
  }
});
