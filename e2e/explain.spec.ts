import AxeBuilder from '@axe-core/playwright';
import sharp from 'sharp';
import { test as base, expect } from './fixtures';
import { Figure } from './pages/figure';
import { Heat } from './pages/heat';
import { sample } from './support/samples';

/** A captioned picture with one word's heat held on it. */
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

test('Grad-CAM changes the heat of a word, a layer changes it again, and attention comes back', async ({
  app,
  heat,
}) => {
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

test('the rest darkened is another picture of the same map', async ({ app, heat, page }) => {
  const { digest } = await app.stage.heat();
  await page.keyboard.press('v');
  await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);
  await heat.choose('Heat on it');
  await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
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

test('a typed sentence is judged, and its words show their heat', async ({ app, page, heat }) => {
  await heat.choose('What made it say the word');
  const field = page.getByLabel('Ask about your own sentence');
  await field.fill('a red circle');
  await field.press('Enter');
  const typed = page.getByRole('list', { name: 'Your own sentences' }).getByRole('listitem');
  await expect(typed).toContainText('language-modelling (LM) loss');
  await typed.getByRole('button', { name: /^circle, / }).click();
  await expect(heat.legend).toContainText('What made the model say “circle”');
  expect((await app.stage.heat()).pixels).toBeGreaterThan(0);
});
