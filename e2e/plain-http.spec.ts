/** A page over plain http, where browsers offer nothing that they keep for secure pages. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { Share } from './pages/share';
import { sample } from './support/samples';
import { StaticHost } from './support/static-host';

const PICTURE = sample('01.webp');
/** A name that browsers do not trust as they trust localhost. */
const INSECURE = 'blipscope.test';

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${INSECURE} localhost`];
    await use({ ...launchOptions, args });
  },
  baseURL: `http://${INSECURE}`,
});

test('a picture is captioned, and its view is saved and opened; what is not allowed is said', async ({
  app,
  page,
}) => {
  const host = await StaticHost.start('/');
  const address = host.url.replace('localhost', INSECURE);
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await app.open('wasm', address);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await app.choose(PICTURE);
  const sentences = await app.captions.finished(3);

  await page.getByRole('button', { name: 'Copy caption 1' }).click();
  await expect(app.captions.items.first()).toContainText('The browser refused to copy');
  const share = new Share(page);
  await share.press('Copy a link to this view');
  await expect(page.getByText('The link could not be copied.')).toBeVisible();
  const view = await share.save('Save this view as a file');
  await page.goto('about:blank');
  await app.open('wasm', address);
  await page
    .getByTestId('view-file')
    .setInputFiles({ name: view.name, mimeType: 'application/json', buffer: view.bytes });
  await app.choose(PICTURE);
  await expect(share.banner).toContainText('is shown as it was');
  expect(await app.captions.finished(3)).toEqual(sentences);
  expect(errors).toEqual([]);
  await host.stop();
});

test('a folder is captioned and exported', async ({ app, page }) => {
  const host = await StaticHost.start('/');
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const folder = await mkdtemp(join(tmpdir(), 'blipscope-http-'));
  await copyFile(PICTURE, join(folder, '01.webp'));
  await app.open('wasm', host.url.replace('localhost', INSECURE));
  await app.folder.choose(folder);
  await app.folder.start();
  await expect(app.folder.bar).toContainText('1 of 1 picture');
  expect(Object.values(await app.folder.exportZip())).toEqual([expect.stringMatching(/\w+ \w+/)]);
  expect(errors).toEqual([]);
  await host.stop();
  await rm(folder, { recursive: true });
});
