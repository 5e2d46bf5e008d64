import { writeFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import sharp from 'sharp';
import { test as base, expect } from './fixtures';
import { BlipscopeApp } from './pages/app';
import { Heat } from './pages/heat';
import { Share } from './pages/share';
import { glimpse } from './support/glimpse';
import { sample } from './support/samples';

/** A captioned picture with its second word pinned. */
const test = base.extend<{ share: Share }>({
  share: async ({ app, page, context }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await app.open('wasm');
    await app.drop(sample('01.webp'));
    await app.captions.finished(3);
    await app.captions.words().nth(1).click();
    await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
    await use(new Share(page));
  },
});

test('a picture for a slide is two clicks, with all its pixels, with or without a caption, or copied', async ({
  share,
  page,
}) => {
  const { width, height } = await sharp(sample('01.webp')).metadata();
  const captioned = await share.save('Save the picture as PNG');
  expect(captioned.name).toBe('01-blipscope.png');
  const figure = await sharp(captioned.bytes).metadata();
  expect(figure).toMatchObject({ format: 'png', width });
  expect(figure.height).toBeGreaterThan(height + 30);

  await share.button.click();
  await page.getByRole('menuitemcheckbox', { name: 'With caption and legend' }).click();
  await page.keyboard.press('Escape');
  const bare = await share.save('Save the picture as PNG');
  expect(await sharp(bare.bytes).metadata()).toMatchObject({ width, height });
  await glimpse(page.locator('body'), 'Copied', () => share.press('Copy the picture'));
  const pixels = (png: Buffer) => sharp(png).removeAlpha().raw().toBuffer();
  expect((await pixels(await share.copiedPicture())).equals(await pixels(bare.bytes))).toBe(true);
  // The heat is on it, and each view is another picture.
  const plain = await pixels(await sharp(sample('01.webp')).png().toBuffer());
  expect((await pixels(bare.bytes)).equals(plain)).toBe(false);
  await page.keyboard.press('v');
  const spotlight = await share.save('Save the picture as PNG');
  expect((await pixels(spotlight.bytes)).equals(await pixels(bare.bytes))).toBe(false);
});

test('a camera that was held upright gives an upright picture', async ({ app, share }) => {
  const lying = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#4080c0' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
  await app.page
    .getByTestId('file-input')
    .setInputFiles({ name: 'up.jpg', mimeType: 'image/jpeg', buffer: lying });
  await app.captions.finished(3);
  await share.button.click();
  await app.page.getByRole('menuitemcheckbox', { name: 'With caption and legend' }).click();
  await app.page.keyboard.press('Escape');
  const { bytes } = await share.save('Save the picture as PNG');
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 600, height: 900 });
});

test('all words as PNG and as an SVG that stands alone', async ({ app, share, page, context }) => {
  const words = await app.captions.words().allInnerTexts();
  const png = await share.save('Save all words as PNG');
  expect(png.name).toBe('01-words.png');
  expect((await sharp(png.bytes).metadata()).width).toBeGreaterThan(900);
  const svg = await share.save('Save all words as SVG');
  expect(svg.name).toBe('01-words.svg');
  // The policy of the page keeps text from becoming elements; an empty page has none.
  const reader = await context.newPage();
  const facts = await reader.evaluate((markup) => {
    const figure = new DOMParser().parseFromString(markup, 'image/svg+xml');
    return {
      broken: figure.querySelector('parsererror') !== null,
      pictures: figure.querySelectorAll('defs image').length,
      uses: figure.querySelectorAll('use').length,
      heats: figure.querySelectorAll('g > image').length,
      texts: [...figure.querySelectorAll('text')].map(({ textContent }) => textContent),
    };
  }, svg.bytes.toString());
  await reader.close();
  expect(facts).toMatchObject({
    broken: false,
    pictures: 1,
    uses: words.length + 1,
    heats: words.length + 1,
  });
  expect(facts.texts).toEqual(expect.arrayContaining(['The whole sentence', ...words]));
  const size = await sharp(png.bytes).metadata();
  expect(await sharp(svg.bytes).metadata()).toMatchObject({
    format: 'svg',
    width: size.width,
    height: size.height,
  });

  await page.keyboard.press('v');
  await page.keyboard.press('v');
  const lines = await share.save('Save all words as SVG');
  expect(lines.bytes.toString().match(/<path /g)?.length).toBeGreaterThanOrEqual(words.length);
});

test('the maps in numbers are the same as JSON and for NumPy', async ({ app, share, page }) => {
  await new Heat(page).choose('What made it say the word');
  const json = JSON.parse((await share.save('Save the maps as JSON')).bytes.toString());
  expect(json).toMatchObject({ image: '01.webp', source: 'caption', method: 'grad-cam' });
  const [rows, columns] = json.grid;
  expect(json.maps).toHaveLength(json.tokens.length);
  expect(json.text).toBe((await app.captions.words().allInnerTexts()).join(' '));
  const { name, bytes } = await share.save('Save the maps for NumPy');
  expect(name).toBe('01-maps.npy');
  expect(bytes.subarray(1, 6).toString()).toBe('NUMPY');
  const end = 10 + bytes.readUInt16LE(8);
  expect(end % 64).toBe(0);
  expect(bytes.toString('latin1', 10, end).trim()).toBe(
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${json.tokens.length}, ${rows}, ${columns}), }`,
  );
  const values = Array.from({ length: (bytes.length - end) / 4 }, (_, at) => bytes.readFloatLE(end + 4 * at));
  expect(values).toEqual(json.maps.flat());
});

test('a link shows the view again in a new visit, once its picture is there', async ({
  app,
  share,
  page,
}) => {
  await new Heat(page).choose('Contour lines');
  const sentence = (await app.captions.words().allInnerTexts()).join(' ');
  const [, word] = await app.captions.words().allInnerTexts();
  const { digest } = await app.stage.heat();
  await glimpse(page.locator('body'), 'Copied', () => share.press('Copy a link to this view'));
  const link = await share.copiedText();

  const visitor = await page
    .context()
    .browser()!
    .newContext({ baseURL: new URL(link).origin });
  const visit = await visitor.newPage();
  const elsewhere = new Share(visit);
  await visit.goto(link.replace('#', '?backend=wasm#'));
  await expect(elsewhere.banner).toContainText('“01.webp”');
  await visit.reload();
  await expect(elsewhere.banner).toContainText('“01.webp”');
  await visit.getByTestId('file-input').setInputFiles(sample('02.webp'));
  await expect(elsewhere.banner).toContainText('“02.webp” is another picture');
  await visit.getByTestId('file-input').setInputFiles(sample('01.webp'));
  await expect(elsewhere.banner).toContainText('is shown as it was');
  const seen = new BlipscopeApp(visit);
  expect((await seen.captions.words().allInnerTexts()).join(' ')).toBe(sentence);
  await expect(new Heat(visit).legend).toContainText(`“${word}”`);
  expect(new URL(visit.url()).hash).toBe('');
  // The banner takes some of the stage.
  await elsewhere.banner.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(async () => (await seen.stage.heat()).digest).toBe(digest);
  await visitor.close();
});

test('a saved view can be dropped, and one that is damaged changes nothing', async ({ app, share, page }) => {
  const view = await share.save('Save this view as a file');
  expect(view.name).toBe('01.blipscope-view.json');
  const { digest } = await app.stage.heat();
  await page.keyboard.press('v');
  await expect.poll(async () => (await app.stage.heat()).digest).not.toBe(digest);
  const { digest: changed } = await app.stage.heat();
  const open = (buffer: Buffer) =>
    page.getByTestId('view-file').setInputFiles({ name: view.name, mimeType: 'application/json', buffer });
  await open(view.bytes.subarray(0, 300));
  await expect(page.getByRole('alert')).toContainText('This file is not a view that Blipscope saved.');
  await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
  const saved = test.info().outputPath(view.name);
  await writeFile(saved, view.bytes);
  await app.drop(saved);
  await expect(share.banner).toContainText('is shown as it was');
  await share.banner.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await app.stage.heat()).digest).toBe(changed);
  await open(view.bytes);
  await share.banner.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(async () => (await app.stage.heat()).digest).toBe(digest);
});

test('the menu is fine for everyone', async ({ share, page }) => {
  await share.button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Save the picture as PNG' })).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include('[role=menu]').analyze();
  expect(violations).toEqual([]);
});
