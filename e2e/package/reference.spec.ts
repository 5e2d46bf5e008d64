/** The reference of the npm package, made from the comments in its code. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../fixtures';
import { StaticHost } from '../support/static-host';
import { command, registryTrouble } from './support';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REFERENCE = join(ROOT, '.cache', 'api');

test('every export of the package is described, and the reference is shown beside the app', async ({
  page,
}) => {
  const trouble = await registryTrouble();
  test.skip(trouble !== null, trouble ?? '');
  await command('npm', ['run', '-s', 'docs:api'], ROOT);
  for (const name of ['functions/blipscope.load', 'functions/blipscope_engine.createEngine'])
    expect(existsSync(join(REFERENCE, `${name}.html`)), name).toBe(true);

  const folder = await mkdtemp(join(tmpdir(), 'blipscope-reference-'));
  await cp(join(ROOT, 'dist'), folder, { recursive: true });
  await cp(REFERENCE, join(folder, 'api'), { recursive: true });
  const host = await StaticHost.start('/path/', { folder });
  try {
    await page.goto(host.url);
    await page.waitForFunction(() => crossOriginIsolated && navigator.serviceWorker.controller !== null);
    // The app's policy, which its service worker adds, would refuse the scripts of these pages.
    await page.goto(`${host.url}api/index.html`);
    await expect(page.locator('#tsd-nav-container a[href$="modules/blipscope_engine.html"]')).toBeAttached();
  } finally {
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
