/** Finding pictures of a folder: by sentence, by picture, copies, and sorted into labels. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

/** Fish and tractor, yellow bicycle, snail and blue car, giraffe and horse, butterfly and cactus, pink book and tractor. */
const NAMES = ['01.webp', '02.webp', '03.webp', '04.webp', '05.webp', '08.webp'];

const BICYCLE = 'a yellow bicycle at the bottom of the picture in a hot desert';
const BUTTERFLY = 'a butterfly behind a cactus at sunset under an orange sky';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blipscope-search-'));
  for (const name of NAMES) copyFileSync(sample(name), join(folder, name));
  copyFileSync(sample('02.webp'), join(folder, 'same.webp'));
});

test.afterEach(() => rmSync(folder, { recursive: true }));

/** A sample as another program would save it. */
async function recompressed(page: Page, name: string): Promise<Buffer> {
  const base64 = await page.evaluate(async (url) => {
    const picture = await createImageBitmap(await (await fetch(url)).blob());
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width / 2, picture.height / 2];
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/jpeg', 0.6).split(',')[1] ?? '';
  }, `samples/${name}`);
  return Buffer.from(base64, 'base64');
}

async function expectAccessible(page: Page): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
}

test('pictures are found by words, by likeness, as copies and by label', async ({ app, page }) => {
  test.slow();
  const { tiles } = app.folder;
  const search = page.getByRole('region', { name: 'Search the pictures' });
  const field = search.getByLabel('What the picture shows');
  await app.open('wasm');
  writeFileSync(join(folder, 'small.jpg'), await recompressed(page, '04.webp'));
  await app.folder.choose(folder);

  await test.step('without vectors nothing is found, and they can be made', async () => {
    await page.keyboard.press('/');
    await expect(field).toBeFocused();
    await field.fill(BICYCLE);
    await field.press('Enter');
    await expect(search).toContainText('8 pictures have no vector yet');
    await search.getByRole('button', { name: 'Make them' }).click();
    await expect(search.getByRole('status')).toContainText(`of 8 pictures fit “${BICYCLE}”`);
    await expect(search).not.toContainText('no vector');
  });

  await test.step('a sentence finds its picture and the copy of it; the others are one step away', async () => {
    await expect(tiles).toHaveCount(2);
    await expect(app.folder.tile('02.webp')).toHaveAccessibleName(/fits >?\d+ ?%/);
    await page.getByRole('button', { name: 'Show 6 more' }).click();
    await expect(tiles).toHaveCount(8);
    await expectAccessible(page);
    await search.getByRole('button', { name: 'Show only what fits' }).click();
    await expect(tiles).toHaveCount(2);
  });

  await test.step('a hit shows why, and leads to others', async () => {
    await tiles.first().click();
    await expect(page.getByText(`Found by “${BICYCLE}”`)).toBeVisible();
    await expect(page.getByTestId('overlay')).toBeVisible();
    await expect(page.getByText('What makes the whole sentence fit')).toBeVisible();
    await page.keyboard.press('l');
    await expect(search.getByRole('status')).toContainText('The most similar to');
    await expect(tiles.first()).toHaveAccessibleName(/^(same|02)\.webp/);
    await expect(tiles.first()).toBeFocused();
    await tiles.first().press('Escape');
    await expect(tiles).toHaveCount(8);
  });

  await test.step('another picture finds the ones like it', async () => {
    await page.getByTestId('search-picture').setInputFiles(sample('03.webp'));
    await expect(search.getByRole('status')).toContainText('The most similar to 03.webp');
    await expect(tiles.first()).toHaveAccessibleName(/^03\.webp/);
  });

  await test.step('where nothing fits, the nearest are one step away', async () => {
    await field.fill('a purple elephant');
    await field.press('Enter');
    await expect(page.getByText('No picture fits “a purple elephant” by half or more')).toBeVisible();
    await page.getByRole('button', { name: 'Show the 8 nearest anyway' }).click();
    await expect(tiles).toHaveCount(8);
    await field.press('Escape');
    await expect(field).toHaveValue('');
    await expect(page.locator('[role=option]:focus')).toBeVisible();
  });

  const labels = page.getByRole('region', { name: 'Sort into my labels' });
  await test.step('pictures are sorted into labels, shown by label, and saved as a table', async () => {
    await search.getByRole('button', { name: 'Labels' }).click();
    await labels.getByLabel('Label').fill(`${BICYCLE}, ${BUTTERFLY}, a piano`);
    await labels.getByRole('button', { name: 'Add' }).click();
    await labels.getByRole('button', { name: 'Sort 8 pictures' }).click();
    await expect(labels).toContainText('8 pictures sorted');
    await labels.getByRole('button', { name: `${BICYCLE}: 2` }).click();
    await expect(tiles).toHaveCount(2);
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      labels.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(
      /\nsame\.webp,a yellow bicycle [^,]+,[01]\.\d{4}\r/,
    );
  });

  await test.step('another visit has the vectors and the labels', async () => {
    await page.reload();
    await app.folder.choose(folder);
    await search.getByRole('button', { name: 'Labels' }).click();
    await expect(labels.getByRole('button', { name: `${BICYCLE}: 2` })).toBeVisible();
    await expect(labels).toContainText('8 pictures sorted. Press a label to see its pictures.');
    await search.getByRole('button', { name: 'Labels' }).click();
    await field.fill(BUTTERFLY);
    await field.press('Enter');
    await expect(search.getByRole('status')).toContainText('1 of 8 pictures fits');
    await expect(app.folder.tile('05.webp')).toBeVisible();
    await field.press('Escape');
  });

  await test.step('copies are shown in groups, and one of each is kept', async () => {
    await app.folder.start();
    await expect(app.folder.bar).toContainText('8 of 8 pictures');
    await page.getByLabel('Which pictures are shown').selectOption({ label: 'Duplicates (4)' });
    await expect(app.folder.tile('same.webp')).toHaveAccessibleName(/the same file/);
    await expect(app.folder.tile('small.jpg')).toHaveAccessibleName(/looks alike/);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Keep the largest, drop 2' }).click();
    await expect(app.folder.tile('small.jpg')).toHaveAccessibleName(/dropped/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(app.folder.tile('small.jpg')).not.toHaveAccessibleName(/dropped/);
    await app.folder.tile('small.jpg').press('k');
    await expect(app.folder.tile('04.webp')).toHaveAccessibleName(/dropped/);
    await expect(app.folder.tile('small.jpg')).not.toHaveAccessibleName(/dropped/);
    await expect(page.getByRole('button', { name: 'Keep the largest, drop 1' })).toBeVisible();
  });
});
