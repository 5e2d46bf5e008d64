import type { Page } from '@playwright/test';
import { HubServer } from '../model-export/testing/hub-server';
import { folderContents } from '../model-export/testing/memory';
import { expect, test } from './fixtures';
import { Models } from './pages/models';
import { checkpointFolder } from './support/checkpoints';
import { glimpse } from './support/glimpse';
import { storedBundles } from './support/stored-bundles';

const ID = 'someone/drawn-scenes';
const WEIGHTS = 'model.safetensors';

/** Moments of the conversion at which the tab is closed, in milliseconds after it began to be shown. */
const MOMENTS = [0, 300];

test('a tab closed while it downloads and converts leaves what the next one goes on from', async ({
  context,
  page: first,
}) => {
  const hub = await HubServer.start(ID, folderContents(checkpointFolder('demo-model/checkpoint')));
  const visit = async (page: Page) => {
    const models = new Models(page);
    await page.goto('/?backend=wasm');
    await models.open();
    return models;
  };

  hub.faultsOf.set(WEIGHTS, []);
  let page = first;
  let models = await visit(page);
  await models.useHub(hub.endpoint);
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  hub.requests.length = 0;
  hub.faultsOf.get(WEIGHTS)?.push({ kind: 'cut', after: 5_000_000 });
  await models.press('Install');
  await expect(models.ways).toContainText('Downloading: 5.0 MB of 9.3 MB');
  await page.close();

  for (const moment of MOMENTS) {
    page = await context.newPage();
    models = await visit(page);
    await expect(models.ways).toContainText(/\d MB of 9.3 MB were downloaded earlier/);
    expect(await storedBundles(page)).toEqual({ whole: [], damage: [], unfinished: [] });
    await glimpse(models.ways, 'Converting', () => models.press('Resume'));
    await page.waitForTimeout(moment);
    await page.close();
  }

  page = await context.newPage();
  models = await visit(page);
  // The last one may have come through, up to deleting its download.
  const resume = models.dialog.getByRole('button', { name: 'Resume' });
  await expect(resume.or(models.item('drawn-scenes')).first()).toBeVisible();
  if (await resume.isVisible()) await resume.click();
  await expect(models.item('drawn-scenes')).toContainText('ready to use');
  await expect(models.ways).toBeHidden();
  const stored = await storedBundles(page);
  expect(stored).toEqual({ whole: [expect.stringContaining('drawn-scenes')], damage: [], unfinished: [] });
  expect(hub.sentTwice()).toBeLessThan(100_000);
  await hub.close();
});
