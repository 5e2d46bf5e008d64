import { expect, test } from './fixtures';
import { glimpse } from './support/glimpse';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');
const OTHER = sample('02.webp');

test.beforeEach(async ({ app }) => {
  await app.open('wasm');
  await app.choose(PICTURE, OTHER);
  await expect(app.inStrip(OTHER, 'done')).toBeVisible();
  await app.captions.finished(3);
});

test('the page keys walk the pictures', async ({ app, page }) => {
  const [first, second] = [app.inStrip(PICTURE, 'done'), app.inStrip(OTHER, 'done')];
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageDown');
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageDown');
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('PageUp');
  await expect(first).toHaveAttribute('aria-selected', 'true');
});

test('the arrows enter the best caption, and go down and up the others', async ({ app, page }) => {
  const firstWord = (rank: number) => app.captions.words(rank).first();
  await page.keyboard.press('ArrowRight');
  await expect(firstWord(0)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(firstWord(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(firstWord(2)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(firstWord(1)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(firstWord(1)).toBeFocused();
});

test('H takes the heat away and brings it back; the brackets make it weaker and stronger', async ({
  app,
  page,
}) => {
  const heat = () => app.stage.heat();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await heat()).pixels).toBeGreaterThan(0);
  const { strength, digest } = await heat();
  await page.keyboard.press('h');
  await expect.poll(async () => (await heat()).pixels).toBe(0);
  await page.keyboard.press('h');
  await expect.poll(async () => (await heat()).digest).toBe(digest);
  await page.keyboard.press('[');
  await expect.poll(async () => (await heat()).strength).toBeLessThan(strength);
  await page.keyboard.press(']');
  await expect.poll(async () => (await heat()).strength).toBe(strength);
  await page.keyboard.press(']');
  await expect.poll(async () => (await heat()).strength).toBeGreaterThan(strength);
});

test('C copies the caption that the keys are in', async ({ app, context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const sentences = await app.captions.finished(3);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await glimpse(app.captions.items.nth(1), 'Copied', () => page.keyboard.press('c'));
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sentences[1]);
});

test('Space plays the sentence and stops it, and Escape lets go of the word', async ({ app, page }) => {
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Stop playing' })).toBeVisible();
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play the sentence' })).toBeVisible();

  const word = app.captions.words().nth(1);
  await word.click();
  await expect(word).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(word).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(async () => (await app.stage.heat()).pixels).toBe(0);
});

test('S shows the whole sentence, B cycles the comparison, D explains the maps', async ({ app, page }) => {
  await page.keyboard.press('s');
  await expect(app.stage.overlay).toHaveAttribute('aria-label', /^Heatmap for the whole sentence/);
  await page.keyboard.press('s');
  await page.keyboard.press('b');
  await expect(app.stage.region.getByText('The picture', { exact: true })).toBeVisible();
  await page.keyboard.press('b');
  await expect(app.stage.pinned).toHaveAttribute('aria-label', /^Heatmap for “/);
  await page.keyboard.press('b');
  await expect(app.stage.pinned).toHaveCount(0);
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog', { name: 'What is the difference?' })).toBeVisible();
});
