import type { Page } from '@playwright/test';
import stored from '../app/store/testing/version-1.json' with { type: 'json' };
import { expect, test } from './fixtures';
import { Heat } from './pages/heat';
import { isolated } from './support/isolated';
import { StaticHost } from './support/static-host';

/** Puts into IndexedDB what version 1 of the app stored, and leaves the connection open. */
async function storeVersion1(page: Page, address = '/'): Promise<void> {
  // A page of this origin that does not run the app.
  await page.goto(`${address}samples/samples.json`);
  await page.evaluate(async ({ pictures, runs, values }) => {
    const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const decode = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(decode);
      if (typeof value !== 'object' || value === null) return value;
      if ('$float32' in value) return new Float32Array(bytesOf(String(value.$float32)).buffer);
      if ('$file' in value && 'name' in value && 'type' in value) {
        return new File([bytesOf(String(value.$file))], String(value.name), { type: String(value.type) });
      }
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decode(one)]));
    };
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('blipscope', 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore('pictures', { keyPath: 'id' });
        opening.result.createObjectStore('runs', { keyPath: 'pictureId' });
        opening.result.createObjectStore('values');
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const transaction = database.transaction(['pictures', 'runs', 'values'], 'readwrite');
    for (const picture of pictures) transaction.objectStore('pictures').put(decode(picture));
    for (const run of runs) transaction.objectStore('runs').put(decode(run));
    transaction.objectStore('values').put(values, 'state');
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
  }, stored);
}

test('pictures, captions, mask and settings that version 1 stored are there, and stay', async ({
  app,
  page,
}) => {
  await storeVersion1(page);
  for (const time of ['first', 'second']) {
    await app.open('wasm');
    await expect(app.inStrip('16.webp', 'done'), time).toBeVisible();
    await expect(app.inStrip('02.webp', 'done')).toBeVisible();
    await expect(app.captions.list).toContainText('My own words');
    await expect(app.stage.region.getByTestId('masked')).toBeVisible();
    await expect(page.getByRole('slider', { name: 'How many captions' })).toHaveAttribute(
      'aria-valuenow',
      '1',
    );
    await expect(page.getByLabel('Seed', { exact: true })).toHaveValue('7');
    const heat = new Heat(page);
    await heat.button.click();
    await expect(heat.panel.locator('input[value=spotlight]')).toBeChecked();
    await page.keyboard.press('Escape');
    await page.keyboard.press('v');
    await page.keyboard.press('v');
    await heat.button.click();
    await expect(heat.panel.locator('input[value=viridis]')).toBeChecked();
    await page.keyboard.press('Escape');
    await page.keyboard.press('v');
    await app.inStrip('02.webp', 'done').click();
    await expect(page.getByRole('list', { name: 'Your own sentences' })).toContainText('a red circle');
    expect(await app.captions.finished(1)).toEqual([expect.stringMatching(/^a small cat/)]);
    await app.captions.words().nth(2).click();
    await expect.poll(async () => (await app.stage.heat()).pixels).toBeGreaterThan(0);
    await app.inStrip('16.webp', 'done').click();
    await expect(app.captions.list).toContainText('My own words');
  }
});

test('while a tab with version 1 is open, nothing is lost', async ({ app, page, context }) => {
  const old = await context.newPage();
  await storeVersion1(old);
  await app.open('wasm');
  await expect(page.getByRole('button', { name: 'Choose pictures' })).toBeVisible();
  await old.close();
  await page.reload();
  // The first page had nothing to select, and may have stored that.
  await app.inStrip('16.webp', 'done').click();
  await expect(app.captions.list).toContainText('My own words');
});

test('a copy of the app below the root takes over what version 1 stored without a scope', async ({
  app,
  page,
}) => {
  const host = await StaticHost.start('/copy/');
  try {
    await storeVersion1(page, host.url);
    await app.open('wasm', host.url);
    await isolated(page);
    await expect(app.inStrip('16.webp', 'done')).toBeVisible();
    await expect(app.captions.list).toContainText('My own words');
    // Its file is there too.
    const width = () => app.stage.picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(width).toBeGreaterThan(0);
    const databases = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(databases.sort()).toEqual(['blipscope', 'blipscope /copy/']);
  } finally {
    await host.stop();
  }
});
