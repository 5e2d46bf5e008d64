/** A host that does not have every file, as in the middle of an update: what is missing is said, the rest works. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from './fixtures';
import { Share } from './pages/share';
import { sample } from './support/samples';
import { StaticHost } from './support/static-host';

const TIFF = fileURLToPath(new URL('../reference/picture-formats/tiff.tif', import.meta.url));
/** Parts of the page and of its workers that are loaded when they are needed. */
const LATER = ['lazy-parts', 'make', 'open-view', 'de', 'utif'];

let host: StaticHost;
test.beforeEach(async () => {
  host = await StaticHost.start('/');
});
test.afterEach(() => host.stop());

function takeAway(name: RegExp): void {
  const files = StaticHost.assets().filter((file) => name.test(file));
  expect(files).not.toEqual([]);
  for (const file of files) host.changed.set(file, null);
}

test('parts that are loaded later and are missing say so in their places, and come with a retry', async ({
  app,
  page,
}, testInfo) => {
  for (const part of LATER) takeAway(new RegExp(`^assets/${part}-`));
  await app.open('wasm', host.url);
  const alert = (text: string | RegExp) => page.getByRole('alert').filter({ hasText: text });
  const models = alert('“Models” could not be loaded');
  const language = alert('Deutsch could not be loaded');
  const sharing = alert('The part of the page that saves and shares could not be loaded');

  await page.getByTestId('models').click();
  await expect(models).toBeVisible();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
  await expect(language).toBeVisible();
  const view = testInfo.outputPath('01.blipscope-view.json');
  await writeFile(view, '{}');
  await app.drop(view);
  await expect(alert('The part of the page that opens views could not be loaded')).toBeVisible();
  await app.choose(TIFF);
  await expect(app.captions.trouble).toContainText('The decoder of TIFF pictures could not be loaded');
  await app.choose(sample('01.webp'));
  await app.captions.finished(3);
  const share = new Share(page);
  await share.press('Save the picture as PNG');
  await expect(sharing).toBeVisible();

  host.changed.clear();
  const retry = { name: 'Try again' };
  const download = page.waitForEvent('download');
  await sharing.getByRole('button', retry).click();
  expect((await download).suggestedFilename()).toBe('01-blipscope.png');
  await models.getByRole('button', retry).click();
  await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible();
  await page.keyboard.press('Escape');
  await language.getByRole('button', retry).click();
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeVisible();
});

test('without the engine the page says so, and loads it once it is there', async ({ app, page }) => {
  takeAway(/^assets\/caption\.worker-/);
  // A service worker would open the page anew when it is installed, perhaps in the middle of a click.
  host.changed.set('sw.js', null);
  await app.open('wasm', host.url);
  const notice = page.getByRole('alert').filter({ hasText: 'No model is loaded.' });
  await expect(notice).toContainText('The captioning engine could not be loaded.');
  host.changed.clear();
  await page.getByRole('button', { name: 'Load the model' }).click();
  await expect(app.backend).toContainText('CPU (WASM)');
});

test('without any script the page is not blank', async ({ page }) => {
  takeAway(/\.js$/);
  for (const address of ['', 'bench.html']) {
    await page.goto(host.url + address);
    await expect(page.getByText('Blipscope has not started yet.')).toBeVisible();
  }
  host.changed.clear();
  host.changed.set('samples/samples.json', null);
  await page.reload();
  await expect(page.getByText('The benchmark page could not be shown.')).toBeVisible();
  host.changed.clear();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { name: 'How fast is it here?' })).toBeVisible();
});
