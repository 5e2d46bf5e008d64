/** A folder as a collection, from opening it to the exported file, by keyboard where there is one. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

const NAMES = ['01.webp', '02.webp', '03.webp'];

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blipscope-folder-'));
  for (const name of NAMES) copyFileSync(sample(name), join(folder, name));
  writeFileSync(join(folder, '02.txt'), 'buy cheap shoes here\n');
  writeFileSync(join(folder, 'broken.jpg'), 'no picture');
  writeFileSync(join(folder, 'notes.pdf'), 'no picture');
});

test.afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is captioned, reviewed, exported, and opened again as it was left', async ({ app, page }) => {
  await app.open('wasm');
  await app.folder.choose(folder);
  await expect(app.folder.tiles).toHaveCount(4);

  await test.step('captions; a broken picture is one failure', async () => {
    await app.folder.start();
    await expect(app.folder.bar).toContainText('4 of 4 pictures');
    await expect(app.folder.bar).toContainText('1 failed');
    await expect(app.folder.tile('broken.jpg')).toHaveAccessibleName(/failed/);
    await expect(app.folder.tile('broken.jpg')).toContainText('broken.jpg');
    await expect(page.getByText('1 file was left out')).toBeVisible();
  });

  await test.step('the text that came with a picture is judged like the model’s', async () => {
    await page.getByLabel('Find in names and texts').fill('cheap shoes');
    await page.getByRole('button', { name: 'Review' }).click();
    const review = page.getByRole('region', { name: 'Review' });
    await expect(review.getByRole('button', { name: 'buy cheap shoes here' })).toContainText(/fits <?\d+%/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear' }).click();
  });

  await test.step('review by keyboard', async () => {
    await page.getByRole('button', { name: 'Review' }).click();
    const review = page.getByRole('region', { name: 'Review' });
    await expect(review).toContainText('3 left');
    await page.keyboard.press('Enter');
    await expect(review).toContainText('2 left');
    await page.keyboard.press('d');
    await page.keyboard.press('z');
    await expect(review).toContainText('2 left');
    await page.keyboard.press('e');
    await page.getByLabel('Your text').press('!');
    await expect(page.getByLabel('Your text')).toHaveValue(/.!$/);
    await page.getByLabel('Your text').fill('my own words');
    await page.keyboard.press('Enter');
    await expect(review).toContainText('1 left');
    await page.keyboard.press('x');
    await expect(page.getByText('Everything was looked at.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Grid' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(app.folder.bar).toBeFocused();
  });

  await test.step('one picture on the stage, and back', async () => {
    await app.folder.tiles.first().click();
    await expect(app.captions.items.first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(app.folder.tiles.first()).toBeFocused();
  });

  await test.step('export', async () => {
    const texts = await app.folder.exportZip();
    expect(Object.keys(texts)).toHaveLength(2);
    expect(Object.values(texts)).toContain('my own words\n');
  });

  await test.step('another visit', async () => {
    await page.reload();
    await page.getByRole('button', { name: `${basename(folder)} (4 of 4` }).waitFor();
    await app.folder.choose(folder);
    await expect(app.folder.bar).toContainText('4 of 4 pictures');
    const tiles = app.folder.tiles;
    await expect(tiles.filter({ hasText: 'my own words' })).toHaveCount(1);
    await page.getByLabel('Which pictures are shown').selectOption({ label: 'Dropped (1)' });
    await expect(tiles).toHaveCount(1);
  });

  await test.step('what was decided is looked at again', async () => {
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('region', { name: 'Review' })).toContainText('0 left (1 of 1)');
    await page.keyboard.press('1');
    await expect(page.getByText('Everything was looked at.')).toBeVisible();
  });
});

for (const width of [1280, 390])
  test(`axe finds nothing at ${width} pixels`, async ({ app, page }) => {
    await page.setViewportSize({ width, height: 844 });
    await app.open('wasm');
    await app.folder.choose(folder);
    await app.folder.start();
    await expect(app.folder.bar).toContainText('4 of 4 pictures');
    const axe = () => new AxeBuilder({ page });
    await page.getByRole('button', { name: 'Filter' }).click();
    expect((await axe().analyze()).violations).toEqual([]);
    for (const name of ['Edit many', 'Export']) {
      await page.getByRole('button', { name }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect((await axe().include('[role=dialog]').analyze()).violations).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(page.getByRole('button', { name })).toBeFocused();
    }
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(page.getByRole('region', { name: 'Review' })).toBeVisible();
    expect((await axe().analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
