import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');
const OTHER = sample('02.webp');

for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend}: a dropped picture gets three captions, and every word shows where the model looked`, async ({
    app,
    page,
  }) => {
    test.slow(backend === 'webgpu', 'without a GPU, WebGPU is computed by the CPU');
    await app.open(backend);
    await app.drop(PICTURE);
    const sentences = await app.captions.finished(3);
    for (const sentence of sentences) expect(sentence.split(' ').length).toBeGreaterThan(3);
    await expect(app.backend).toContainText(
      backend === 'wasm' ? 'CPU (WASM)' : `GPU, ${await gpuName(page)}`,
    );
    await expect(app.inStrip(PICTURE, 'done')).toBeVisible();

    const digests = new Set<number>();
    for (const word of (await app.captions.words().all()).slice(0, 4)) {
      await word.hover();
      await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
      await expect.poll(async () => digests.has((await app.stage.heat()).digest)).toBe(false);
      digests.add((await app.stage.heat()).digest);
    }
  });

  test(`${backend}: a click on a word changes the heat, and a run that is cancelled keeps the words that came`, async ({
    app,
    page,
  }) => {
    test.slow(backend === 'webgpu', 'without a GPU, WebGPU is computed by the CPU');
    await app.open(backend);
    await app.drop(PICTURE);
    await app.captions.finished(3);
    const { digest } = await app.stage.heat();
    await app.captions.words().nth(1).click();
    await expect(app.captions.words().nth(1)).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);

    await askForMuch(page);
    await app.captions.cancelAtWord(2);
    await page.getByRole('button', { name: 'Caption again' }).click();
    await expect(app.captions.cancelled).toBeVisible();
    expect(await app.captions.words().count()).toBeGreaterThanOrEqual(2);
    await expect(app.inStrip(PICTURE, 'cancelled')).toBeVisible();
  });
}

test('while the words come, the heat of the newest is on the picture', async ({ app, page }) => {
  test.slow();
  // Where a word takes long enough to be painted before the next: on the CPU all captions may come within a frame.
  await app.open('webgpu');
  await app.drop(PICTURE);
  await app.captions.finished(3);
  await askForMuch(page);
  const seen = await app.stage.recordHeat();
  await page.getByRole('button', { name: 'Caption again' }).click();
  await app.captions.finished(8);
  expect(new Set(await seen()).size).toBeGreaterThan(1);
});

test('the arrow keys walk the words and the captions, and the heat follows', async ({ app, page }) => {
  await app.open('wasm');
  await app.drop(PICTURE);
  await app.captions.finished(3);
  const [first, second] = [app.captions.words().nth(0), app.captions.words().nth(1)];
  await first.focus();
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  const { digest } = await app.stage.heat();
  await page.keyboard.press('ArrowRight');
  await expect(second).toBeFocused();
  await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);
  await page.keyboard.press('ArrowLeft');
  await expect(first).toBeFocused();
  await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
});

test('a pinned word stays when the pointer goes away', async ({ app, page }) => {
  await app.open('wasm');
  await app.drop(PICTURE);
  await app.captions.finished(3);
  const word = app.captions.words().nth(1);
  await word.click();
  await expect(word).toHaveAttribute('aria-pressed', 'true');
  const { digest } = await app.stage.heat();
  await page.mouse.move(5, 5);
  await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
  expect((await app.stage.heat()).pixels).toBeGreaterThan(0);
});

test('bad files are reported in place, and nothing else is lost', async ({ app }, testInfo) => {
  const [text, broken] = [testInfo.outputPath('notes.txt'), testInfo.outputPath('broken.png')];
  writeFileSync(text, 'No picture at all.');
  writeFileSync(broken, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  await app.open('wasm');
  await app.choose(PICTURE);
  const before = await app.captions.finished(3);
  await app.choose(text, broken, OTHER);

  await expect(app.rejections).toContainText('notes.txt');
  await expect(app.inStrip(broken, 'failed')).toBeVisible();
  await expect(app.inStrip(OTHER, 'done')).toBeVisible();
  await app.inStrip(broken, 'failed').click();
  await expect(app.captions.trouble).toContainText('damaged');

  await app.inStrip(PICTURE, 'done').click();
  expect(await app.captions.finished(3)).toEqual(before);
});

test('pictures and captions are still there after a reload', async ({ app, page }) => {
  await app.open('wasm');
  await app.drop(PICTURE);
  const before = await app.captions.finished(3);
  await page.reload();
  expect(await app.captions.finished(3)).toEqual(before);
  await app.captions.words().first().hover();
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
});

/** The GPU as the browser names it. */
async function gpuName(page: Page): Promise<string> {
  const name = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    const { description = '', vendor = '', architecture = '' } = adapter?.info ?? {};
    return description || `${vendor} ${architecture}`.trim();
  });
  expect(name).not.toBe('');
  return name;
}

/** As many captions as there can be, and long ones: a run that lasts. */
async function askForMuch(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'How many captions' }).press('End');
  await page.getByRole('slider', { name: 'Shortest' }).press('End');
}
