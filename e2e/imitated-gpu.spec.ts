import { expect, test } from './fixtures';
import { sample } from './support/samples';

test('a GPU that a program imitates is left alone, and the panel says why', async ({ app, page }) => {
  await app.open('auto');
  await expect(app.backend).toContainText('CPU (WASM)');
  await app.backend.click();
  await expect(page.getByRole('dialog', { name: 'Model' })).toContainText('a program that imitates one');
  await page.keyboard.press('Escape');
  await app.drop(sample('01.webp'), sample('02.webp'), sample('03.webp'));
  for (const name of ['01.webp', '02.webp', '03.webp']) {
    await expect(app.inStrip(name, 'done')).toBeVisible();
  }
});
