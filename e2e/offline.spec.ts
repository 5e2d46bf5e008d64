import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Share } from './pages/share';
import { sample } from './support/samples';
import { StaticHost } from './support/static-host';

const PICTURE = sample('01.webp');
const OTHER = sample('03.webp');
const [HEIC, TIFF] = ['heic.heic', 'tiff-turned.tif'].map((name) =>
  fileURLToPath(new URL(`../reference/picture-formats/${name}`, import.meta.url)),
) as [string, string];
/** As a reload with Shift. */
async function reloadPastWorker(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.reload', { ignoreCache: true });
  await session.detach();
}

const THREADS = /CPU \(WASM\), [2-4] threads/;

test('a plain host under a sub-path: isolated after one reload, and once loaded it needs no network', async ({
  app,
  page,
}) => {
  const host = await StaticHost.start('/tools/blipscope/');
  try {
    let opened = 0;
    page.on('framenavigated', () => opened++);
    await app.open('wasm', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await expect(app.backend).toContainText(THREADS);
    await app.drop(PICTURE);
    const before = await app.captions.finished(3);
    expect(opened).toBe(2);

    await reloadPastWorker(page);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    expect(opened).toBe(4);

    await host.stop();
    await page.reload();
    expect(await app.captions.finished(3)).toEqual(before);
    await expect(app.backend).toContainText(THREADS);
    await app.drop(OTHER);
    await expect(app.inStrip(OTHER, 'done')).toBeVisible();
    await app.captions.finished(3);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  } finally {
    await host.stop();
  }
});

test('HEIC: once its decoder was loaded, it is captioned and shown without a network', async ({
  app,
  page,
}) => {
  const host = await StaticHost.start('/');
  try {
    const [decoder = ''] = StaticHost.assets().filter((name) => name.startsWith('assets/libheif-'));
    host.changed.set(decoder, null);
    await app.open('wasm', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await app.drop(HEIC);
    await page.getByRole('button', { name: 'Go on with the demo model' }).click();
    await expect(app.captions.trouble).toContainText('The decoder of HEIC pictures could not be loaded');
    const stage = page.getByRole('region', { name: 'Picture', exact: true });
    await expect(stage).toContainText('“heic.heic” cannot be shown here. The decoder of HEIC pictures');

    host.changed.clear();
    await app.captions.trouble.getByRole('button').click();
    const before = await app.captions.finished(3);
    await expect.poll(() => shownSizes(page)).toEqual(['48 × 36', '48 × 36']);

    await host.stop();
    await page.reload();
    expect(await app.captions.finished(3)).toEqual(before);
    await expect.poll(() => shownSizes(page)).toEqual(['48 × 36', '48 × 36']);
    await app.drop(TIFF);
    await expect(app.inStrip(TIFF, 'done')).toBeVisible();
    await expect.poll(() => shownSizes(page)).toEqual(['36 × 48', '48 × 36', '36 × 48']);
    await new Share(page).save('Save the picture as PNG');
  } finally {
    await host.stop();
  }
});

/** Of the picture on the stage, and of those in the strip. */
function shownSizes(page: Page): Promise<string[]> {
  return page
    .locator('img')
    .evaluateAll((images: HTMLImageElement[]) =>
      images.map(({ naturalWidth, naturalHeight }) => `${naturalWidth} × ${naturalHeight}`),
    );
}

test('the runtime and the model are downloaded once', async ({ app, page }) => {
  const host = await StaticHost.start('/');
  try {
    await app.open('wasm', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await app.drop(PICTURE);
    await app.captions.finished(3);
    host.requests.length = 0;
    await page.reload();
    await app.captions.finished(3);
    await app.drop(OTHER);
    await expect(app.inStrip(OTHER, 'done')).toBeVisible();
    expect(host.requests.filter((path) => /\.(wasm|onnx|bin)$/.test(path))).toEqual([]);
  } finally {
    await host.stop();
  }
});

test('on the GPU the CPU is provided for: without a network both work', async ({ app, page }) => {
  test.slow();
  const host = await StaticHost.start('/');
  try {
    await app.open('webgpu', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    await app.drop(PICTURE);
    const before = await app.captions.finished(3);
    await expect(app.device).toHaveText('On this device, offline ready');

    await host.stop();
    await page.reload();
    expect(await app.captions.finished(3)).toEqual(before);
    await expect(app.backend).toContainText('GPU');
    await app.runOn('CPU');
    await expect(app.backend).toContainText(THREADS);
    await app.drop(OTHER);
    await expect(app.inStrip(OTHER, 'done')).toBeVisible();
    await app.captions.finished(3);
  } finally {
    await host.stop();
  }
});
