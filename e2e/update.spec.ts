import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { StaticHost } from './support/static-host';

test('a new version is offered and not forced; once accepted it runs, and the old one is gone', async ({
  app,
  page,
}) => {
  const host = await StaticHost.start('/');
  try {
    await app.open('wasm', host.url);
    await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
    const [before] = await shells(page);
    publish(host);

    const offer = page.getByText('A new version is ready');
    await page.reload();
    await expect(offer).toBeVisible();
    await page.getByRole('button', { name: 'Later' }).click();
    await expect(offer).toBeHidden();
    await page.reload();
    await expect(offer).toBeVisible();
    await expect(newShell(page)).toHaveCount(0);
    expect(await shells(page)).toContain(before);

    await page.getByRole('button', { name: 'Reload now' }).click();
    await expect(newShell(page)).toHaveCount(1);
    await expect.poll(() => shells(page)).toHaveLength(1);
    expect(await shells(page)).not.toContain(before);
    await expect(offer).toBeHidden();
  } finally {
    await host.stop();
  }
});

/** Another version of the app: its page has a mark, and its service worker knows the page by another revision. */
function publish(host: StaticHost): void {
  const page = StaticHost.built('index.html').replace(
    '</head>',
    '<meta name="version" content="new"></head>',
  );
  const revision = createHash('md5').update(page).digest('hex');
  const worker = StaticHost.built('sw.js');
  const entry = /"revision":"[0-9a-f]+","url":"index.html"/;
  expect(worker).toMatch(entry);
  host.changed.set('index.html', page);
  host.changed.set('sw.js', worker.replace(entry, `"revision":"${revision}","url":"index.html"`));
}

function newShell(page: Page) {
  return page.locator('meta[name=version][content=new]');
}

/** The caches that hold a version of the page. */
function shells(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    return names.filter((name) => name.startsWith('blipscope-shell'));
  });
}
