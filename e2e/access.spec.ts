import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open('wasm');
    await expect(page.getByRole('button', { name: 'Choose pictures' })).toBeVisible();
    await expect(app.backend).toContainText('CPU');
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

    await app.drop(PICTURE);
    await app.captions.finished(3);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}

test('on a phone, picture and captions fit and are to be touched', async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await app.open('wasm');
  await app.choose(PICTURE);
  await app.captions.finished(3);

  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await expect(app.stage.overlay).toBeInViewport({ ratio: 0.5 });
  await app.captions.words().first().scrollIntoViewIfNeeded();
  await expect(app.stage.overlay).toBeInViewport({ ratio: 0.2 });
  await app.captions.words().first().click();
  await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});
