import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');
const OTHER = sample('02.webp');
/** A GPU that the CPU imitates takes its time. */
const PATIENT = { timeout: 300_000 };

/** Without a GPU, WebGPU is slow: one load of the model for all that both backends must do. */
for (const backend of ['wasm', 'webgpu'] as const) {
  test(`${backend}: captions, the heat of their words, and a run that is cancelled`, async ({
    app,
    page,
  }) => {
    test.slow(backend === 'webgpu', 'without a GPU, WebGPU is computed by the CPU');
    await app.open(backend);

    await test.step('a dropped picture gets three captions', async () => {
      await app.drop(PICTURE);
      const sentences = await app.captions.finished(3);
      for (const sentence of sentences) expect(sentence.split(' ').length).toBeGreaterThan(3);
      await expect(app.backend).toContainText(
        backend === 'wasm' ? 'CPU (WASM)' : `GPU, ${await gpuName(page)}`,
      );
      await expect(app.inStrip(PICTURE, 'done')).toBeVisible();
    });

    await test.step('every word shows where the model looked', async () => {
      const digests = new Set<number>();
      for (const word of (await app.captions.words().all()).slice(0, 4)) {
        await word.hover();
        await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
        await expect.poll(async () => digests.has((await app.stage.heat()).digest)).toBe(false);
        digests.add((await app.stage.heat()).digest);
      }
      await page.mouse.move(5, 5);
    });

    await test.step('a run that is cancelled keeps the words that came', async () => {
      await askForMuch(page, backend);
      // Where a word takes long enough to be painted before the next: on the CPU all captions may come within a frame.
      const heats = backend === 'webgpu' ? 2 : 0;
      if (heats > 0) await app.stage.recordHeat();
      await app.captions.cancelAtWord(2, heats);
      await page.getByRole('button', { name: 'Caption again' }).click();
      await expect(app.captions.cancelled, 'once the newest words had their heat').toBeVisible(PATIENT);
      expect(await app.captions.words().count()).toBeGreaterThanOrEqual(2);
      await expect(app.inStrip(PICTURE, 'cancelled')).toBeVisible();
    });
  });
}

test('words by keys and pinned, and all of it after a reload', async ({ app, page }) => {
  await app.open('wasm');
  await app.drop(PICTURE);
  const before = await app.captions.finished(3);
  const [first, second] = [app.captions.words().nth(0), app.captions.words().nth(1)];

  await test.step('the arrow keys walk the words, and the heat follows', async () => {
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

  await test.step('a word that is clicked shows its heat, and keeps it when the pointer goes away', async () => {
    const { digest: other } = await app.stage.heat();
    await second.click();
    await expect(second).toHaveAttribute('aria-pressed', 'true');
    await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(other);
    const { digest } = await app.stage.heat();
    await page.mouse.move(5, 5);
    await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
    expect((await app.stage.heat()).pixels).toBeGreaterThan(0);
  });

  await test.step('pictures and captions are still there after a reload', async () => {
    await page.reload();
    expect(await app.captions.finished(3)).toEqual(before);
    await app.captions.words().first().hover();
    await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  });
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

/** Long captions, and on the CPU as many as there can be: a run that lasts. */
async function askForMuch(page: Page, backend: 'wasm' | 'webgpu'): Promise<void> {
  if (backend === 'wasm') await page.getByRole('slider', { name: 'How many captions' }).press('End');
  await page.getByRole('slider', { name: 'Shortest' }).press('End');
}
