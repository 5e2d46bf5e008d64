import AxeBuilder from '@axe-core/playwright';
import sharp from 'sharp';
import { test as base, expect } from './fixtures';
import { Figure } from './pages/figure';
import { Heat } from './pages/heat';
import { sample } from './support/samples';

/** A captioned picture with one word's heat pinned on it. */
const test = base.extend<{ heat: Heat }>({
  heat: async ({ app, page }, use) => {
    await app.open('wasm');
    await app.drop(sample('01.webp'));
    await app.captions.finished(3);
    await app.captions.words().nth(1).click();
    await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
    await use(new Heat(page));
  },
});

test('the heat of a word in every way: each changes it, and the first comes back', async ({
  app,
  page,
  heat,
}) => {
  await test.step('Grad-CAM changes the heat of a word, a layer changes it again, and attention comes back', async () => {
    const attention = (await app.stage.heat()).digest;
    const changed = (from: number[]) =>
      expect.poll(async () => from.includes((await app.stage.heat()).digest)).toBe(false);
    await heat.choose('What made it say the word');
    await expect(heat.legend).toContainText('What made the model say');
    await changed([attention]);
    const sum = (await app.stage.heat()).digest;
    await heat.chooseLayer('Layer 0');
    await expect(heat.legend).toContainText('layer 0');
    await changed([attention, sum]);
    await heat.choose('Where it looked');
    await expect.poll(async () => (await app.stage.heat()).digest).toBe(attention);
  });

  await test.step('the rest darkened is another picture of the same map', async () => {
    const { digest } = await app.stage.heat();
    await page.keyboard.press('v');
    await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);
    await heat.choose('On the picture');
    await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
  });

  await test.step('the whole sentence has its own heat, and words and sentences stand side by side', async () => {
    const word = await app.stage.heat();
    await page.keyboard.press('s');
    await expect(heat.legend).toContainText('Where the model looked for the whole sentence');
    await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(word.digest);
    await page.keyboard.press('s');
    await app.stage.compareWith('Another word');
    await app.captions.words().nth(4).hover();
    await expect(heat.legend).toContainText(/“.+” and “.+”/);
    await expect(app.stage.pinned).toHaveAttribute('aria-label', /^Heatmap for “.+”/);
    await app.stage.compareWith('Nothing');
    await expect(app.stage.pinned).toHaveCount(0);
    await expect.poll(async () => (await app.stage.heat()).digest).toBe(word.digest);
  });

  await test.step('pointing at the picture tells which words looked there', async () => {
    await expect(heat.legend).toContainText('Where the model looked');
    await app.stage.explorer.hover();
    await expect(app.stage.wordsHere).toContainText(/\p{L}+ \d+%/u);
    await app.stage.explorer.focus();
    await page.keyboard.press('ArrowLeft');
    await expect(app.stage.region.getByRole('status').filter({ hasText: '%' })).toHaveCount(1);
  });
});

test('all words side by side: a picture for every word and one for the sentence, and a PNG of them', async ({
  app,
  page,
  heat,
}) => {
  await heat.choose('What made it say the word');
  const words = await app.captions.words().allInnerTexts();
  const figure = new Figure(page);
  await figure.button.click();
  await expect(figure.dialog).toContainText('Grad-CAM of the captioner');
  await expect(figure.panels).toHaveText([
    /^The whole sentence/,
    ...words.map((word) => new RegExp(`^${word}`)),
  ]);
  await expect.poll(async () => (await figure.digests()).every((digest) => digest !== 0)).toBe(true);
  expect(new Set(await figure.digests()).size).toBeGreaterThan(words.length / 2);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    figure.dialog.getByRole('button', { name: 'Save as PNG' }).click(),
  ]);
  const { width, height } = await sharp(await download.path()).metadata();
  expect(Math.min(width, height)).toBeGreaterThan(900);
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([]);
});

test('a typed sentence is scored, and each score leads to its map', async ({ app, page, heat }) => {
  const field = page.getByLabel('Ask a question, or check a sentence');
  await field.fill('a fish');
  await field.press('Enter');
  const typed = page.getByRole('list', { name: 'Your own sentences' }).getByRole('listitem');
  await expect(typed).toContainText('image-text matching (ITM)');
  await expect(typed).toContainText(/image-text contrast \(ITC\).*it has no map/s);
  await expect(typed).toContainText('language-modelling (LM) loss');

  await typed.getByRole('button', { name: 'Show what makes it fit' }).click();
  await expect(heat.legend).toContainText(/What makes the whole sentence fit · .*% match/);
  await expect(heat.legend).toContainText('Grad-CAM under image-text matching (ITM)');
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  const { digest } = await app.stage.heat();

  await typed.getByRole('button', { name: 'Show what made it likely' }).click();
  await expect(heat.legend).toContainText('What made the model say the whole sentence');
  await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);

  await typed.getByRole('button', { name: /^fish, / }).click();
  await expect(heat.legend).toContainText('What made the model say “fish”');
});

test('axe finds nothing in these views, light and dark', async ({ app, page, heat }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const violations = async () => {
    const found = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await new AxeBuilder({ page }).analyze()).violations);
    }
    return found;
  };
  await app.stage.compareWith('Another word');
  await app.stage.explorer.hover();
  await expect(app.stage.wordsHere).toContainText('%');
  expect(await violations()).toEqual([]);
  await heat.button.click();
  await heat.panel.waitFor();
  expect(await violations()).toEqual([]);
  await heat.panel.getByRole('button', { name: 'What is the difference?' }).click();
  await page.getByRole('dialog', { name: 'What is the difference?' }).waitFor();
  expect(await violations()).toEqual([]);
});
