import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from './fixtures';
import { sample, sampleNames } from './support/samples';

const PICTURE = sample('01.webp');

test('a picture is pasted', async ({ app, context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.open('wasm');
  await expect(page.getByRole('button', { name: 'Choose pictures' })).toBeVisible();
  const base64 = (await sharp(readFileSync(PICTURE)).png().toBuffer()).toString('base64');
  await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const picture = new Blob([bytes], { type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  }, base64);
  await page.keyboard.press('ControlOrMeta+V');
  await app.captions.finished(3);
  await expect(app.strip.getByRole('option', { name: /, done$/ })).toHaveCount(1);
});

test('a sample is tried with one click', async ({ app, page }) => {
  const [first = ''] = sampleNames();
  await app.open('wasm');
  await page
    .getByRole('button', { name: /^Try the sample: / })
    .first()
    .click();
  await app.captions.finished(3);
  await expect(app.inStrip(first, 'done')).toBeVisible();
});

test('a picture that is too large is refused in plain words, and the next one is captioned', async ({
  app,
  page,
}, testInfo) => {
  const monster = testInfo.outputPath('monster.png');
  writeFileSync(monster, pngHeader(40_000, 40_000));
  await app.open('wasm');
  await app.choose(monster, PICTURE);
  await expect(app.inStrip(monster, 'failed')).toBeVisible();
  await expect(app.captions.trouble).toContainText(
    'The picture has 1600 megapixels (40000 × 40000), more than the 100 allowed. Make it smaller and try again.',
  );
  await expect(app.inStrip(PICTURE, 'done')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the picture' }).click();
  await expect(app.inStrip(monster, 'failed')).toBeHidden();
  await app.captions.finished(3);
});

/** A PNG as far as its size: signature and IHDR. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080200000000000000', 'hex');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}
