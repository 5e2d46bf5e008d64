import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { sample } from './support/samples';

const PICTURE = sample('01.webp');

test.use({ locale: 'de-DE' });

test('a browser that asks for German gets it, from the title to the words of a caption', async ({
  app,
  page,
}) => {
  await app.open('wasm');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(
    page.getByRole('heading', { name: 'Ziehen Sie ein Bild irgendwohin auf die Seite.' }),
  ).toBeVisible();
  await expect(app.backend).toHaveText('Demomodell · CPU (WASM), 2 Threads');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await app.choose(PICTURE);
  const captions = page.getByRole('list', { name: 'Bildunterschriften' });
  await expect(captions.and(page.locator('[aria-busy=false]'))).toBeVisible();
  await expect(captions.getByRole('listitem')).toHaveCount(3);
  const word = captions.getByRole('button', { name: /\d % sicher, .*(oben|unten|Mitte|überall)/ }).first();
  await word.click();
  await expect(page.getByTestId('legend')).toContainText('Wohin das Modell sah bei „');
  await expect(page.getByRole('option', { name: '01.webp, fertig' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Neu beschriften' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('the language is chosen in the settings, changes at once, and stays after a reload', async ({
  app,
  page,
}) => {
  await app.open('wasm');
  const german = page.getByRole('combobox', { name: 'Sprache' });
  const english = page.getByRole('combobox', { name: 'Language' });
  await german.selectOption('English');
  await expect(page.getByRole('heading', { name: 'Drop a picture anywhere.' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');

  await page.reload();
  await expect(page.getByRole('button', { name: 'Choose pictures' })).toBeVisible();
  await english.selectOption('As the browser (Deutsch)');
  await expect(page.getByRole('button', { name: 'Bilder auswählen' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Bilder auswählen' })).toBeVisible();
});

test('without a network the page opens in German', async ({ app, context, page }) => {
  await app.open('wasm');
  await expect(app.backend).toContainText('Demomodell');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await expect(
    page.getByRole('heading', { name: 'Ziehen Sie ein Bild irgendwohin auf die Seite.' }),
  ).toBeVisible();
});
