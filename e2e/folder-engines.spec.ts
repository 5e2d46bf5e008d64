/** A folder of many pictures, which several engines caption. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { crashEngine, extraEngines } from './support/engines';
import { sample, sampleNames } from './support/samples';

/** Enough for four engines, a pause, and a picture on the stage meanwhile. */
const PICTURES = 300;
/** As many as the runtime has threads in the page. */
const ENGINES = availableParallelism() === 1 ? 0 : Math.min(4, availableParallelism());

/** A busy machine captions one or two pictures a second. */
const PATIENT = { timeout: 500_000 };

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blipscope-folder-'));
  const samples = sampleNames().map((name) => readFileSync(sample(name)));
  for (let number = 0; number < PICTURES; number++) {
    // Decoders ignore what follows a picture, and the pictures are different ones.
    const bytes = Buffer.concat([samples[number % samples.length]!, Buffer.from(String(number))]);
    writeFileSync(join(folder, `${String(number).padStart(3, '0')}.webp`), bytes);
  }
});

test.afterEach(() => rmSync(folder, { recursive: true }));

const countEngines = async (page: Page) => (await extraEngines(page)).length;

test('several engines caption a folder, one of them crashes, the run is paused, and all pictures have texts', async ({
  app,
  page,
}) => {
  test.setTimeout(700_000);
  await app.open('wasm');
  await app.folder.choose(folder);
  await app.folder.start();
  await expect.poll(() => countEngines(page)).toBe(ENGINES);

  await test.step('an engine crashes', async () => {
    const [engine, ...others] = await extraEngines(page);
    if (engine) await crashEngine(page, engine);
    await expect.poll(() => extraEngines(page)).toEqual(others);
  });

  await test.step('a pause ends the engines', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(() => countEngines(page)).toBe(0);
  });

  await app.folder.start();
  await test.step('a picture on the stage meanwhile', async () => {
    await app.folder.tiles.first().click();
    await expect(app.captions.items.first()).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await expect(app.folder.bar).toContainText(`${PICTURES} of ${PICTURES} pictures`, PATIENT);
  await expect(app.folder.bar).not.toContainText('failed');
  await expect.poll(() => countEngines(page)).toBe(0);
});
