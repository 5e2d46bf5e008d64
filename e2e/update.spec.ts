import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { Share } from './pages/share';
import { isolated } from './support/isolated';
import { publishNextVersion } from './support/next-version';
import { sample } from './support/samples';
import { StaticHost } from './support/static-host';

const TIFF = fileURLToPath(new URL('../reference/picture-formats/tiff.tif', import.meta.url));
const PICTURE = sample('01.webp');

let host: StaticHost;
test.beforeEach(async () => {
  host = await StaticHost.start('/');
});
test.afterEach(() => host.stop());

test('a new version is offered and not forced; once accepted it runs, and the old one is gone', async ({
  app,
  page,
}) => {
  await app.open('wasm', host.url);
  await isolated(page);
  const [before] = await shells(page);
  publishNextVersion(host);

  const offer = page.getByText('A new version is ready');
  await page.reload();
  await expect(offer).toBeVisible();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(offer).toBeHidden();
  await page.reload();
  await expect(offer).toBeVisible();
  await expect(nextVersion(page)).toHaveCount(0);
  expect(await shells(page)).toContain(before);

  await page.getByRole('button', { name: 'Reload now' }).click();
  await expect(nextVersion(page)).toHaveCount(1);
  await takeover(page);
  await page.reload();
  await expect.poll(() => shells(page)).toHaveLength(1);
  expect(await shells(page)).not.toContain(before);
  await expect(offer).toBeHidden();
});

test('a tab with the old version has all its files, though the host has none of them, until it is closed', async ({
  app,
  page,
  context,
}) => {
  await app.open('wasm', host.url);
  await isolated(page);
  await expect(app.device).toHaveText('On this device, offline ready');
  publishNextVersion(host);
  const other = await context.newPage();
  await other.goto(host.url);
  await other.getByRole('button', { name: 'Reload now' }).click();
  await expect(nextVersion(other)).toHaveCount(1);
  await expect(page.getByText('A new version is ready')).toBeVisible();
  await expect(nextVersion(page)).toHaveCount(0);

  const names = StaticHost.assets().filter((name) => /\.(js|css)$/.test(name) && !name.includes('/libheif-'));
  expect(names.length).toBeGreaterThan(30);
  expect(await page.evaluate(missing, names)).toEqual([]);
  await page.getByTestId('models').click();
  await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible();
  await page.keyboard.press('Escape');
  await app.choose(TIFF, PICTURE);
  for (const picture of [TIFF, PICTURE]) await expect(app.inStrip(picture, 'done')).toBeVisible();
  await page.keyboard.press('PageDown');
  await new Share(page).save('Save the picture as PNG');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeVisible();
  await page.close();
  await takeover(other);
  await other.reload();
  await expect.poll(() => shells(other)).toHaveLength(1);
  expect(await other.evaluate(missing, names)).toEqual(names);
});

test('a host that mixes two versions, or sends its start page for scripts, changes nothing', async ({
  app,
  page,
}) => {
  await app.open('wasm', host.url);
  await isolated(page);
  const before = await shells(page);
  const [script = ''] = StaticHost.assets().filter((name) => /^assets\/lazy-parts-.*\.js$/.test(name));
  publishNextVersion(host);
  const chunk = script.replace('.js', 'next.js');
  for (const wrong of [null, StaticHost.built('index.html'), '']) {
    host.changed.set(chunk, wrong);
    await page.evaluate(failedUpdate);
    expect(await shells(page)).toEqual(before);
  }
  await page.reload();
  await expect(page.getByText('A new version is ready')).toBeHidden();
  await page.getByTestId('models').click();
  await expect(page.getByRole('heading', { name: 'Models' })).toBeVisible();
});

/**
 * Waits until the accepted version has taken over. Browsers let the earlier one end when nobody has asked it for anything
 * for half a minute, which never comes to pass under a debugger: so it is stopped. Its pages are the new ones before.
 */
async function takeover(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
  const waits = () =>
    page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
  await expect.poll(waits).toBe(false);
}

function nextVersion(page: Page) {
  return page.locator('meta[name=version][content=next]');
}

/** The caches that hold a version of the page. */
function shells(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    return names.filter((name) => name.startsWith('blipscope-shell'));
  });
}

/** Those of the files that cannot be fetched. Runs in the page. */
async function missing(names: string[]): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => (await fetch(name)).ok));
  return names.filter((_, index) => !found[index]);
}

/** Has the browser try a new version, and waits until it has given up. Runs in the page. */
async function failedUpdate(): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  await registration.update().catch(() => {});
  await new Promise<void>((resolve) => {
    const check = () => {
      const worker = registration.installing;
      if (!worker) return resolve();
      worker.addEventListener('statechange', check, { once: true });
    };
    check();
  });
  if (registration.waiting) throw new Error('The version was installed.');
}
