/** By hand: `npx playwright test --project=next`. It installs Next.js, which takes long. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { StaticHost } from '../support/static-host';
import { CaptionElement } from './element';
import { CAPTION, command, installIn, PICTURE, PROJECTS, packed } from './support';

for (const bundler of ['turbopack', 'webpack']) {
  test(`Next.js has the client and the element, built with ${bundler}`, async ({ page }) => {
    const { folder, tarball } = await packed();
    const place = join(folder, 'next');
    await cp(join(PROJECTS, 'next'), place, { recursive: true });
    await installIn(place, tarball, { next: '16', react: '19', 'react-dom': '19' });
    process.env.NEXT_TELEMETRY_DISABLED = '1';
    await command('npx', ['next', 'build', `--${bundler}`], place);
    await cp(PICTURE, join(place, 'out', 'sample.webp'));
    await cp(join(place, 'node_modules', 'blipscope', 'models'), join(place, 'out', 'models'), {
      recursive: true,
    });
    const host = await StaticHost.start('/', { folder: `${join(place, 'out')}/` });
    await page.goto(host.url);
    await expect(page.locator('output')).toHaveText(CAPTION, { timeout: 300_000 });
    await page.goto(`${host.url}element.html`);
    const element = new CaptionElement(page, 'blip-caption');
    await element.button('Propose a text').click();
    await element.button('Accept').click({ timeout: 300_000 });
    await expect(page.locator('output')).toHaveText(CAPTION);
    await expect(page.locator('output')).toHaveAttribute('data-proposal', CAPTION);
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });
}
