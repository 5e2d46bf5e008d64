import { writeFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Fault, HubServer } from '../model-export/testing/hub-server';
import { folderContents } from '../model-export/testing/memory';
import { test as base, expect } from './fixtures';
import { Models } from './pages/models';
import { checkpointFolder } from './support/checkpoints';
import { glimpse } from './support/glimpse';
import { sample } from './support/samples';

const ID = 'someone/drawn-scenes';
const NAME = 'drawn-scenes';
const WEIGHTS = 'model.safetensors';
const DEMO = 'demo-model/checkpoint';
const SHORT_WAIT = { 'retry-after': '0' };

/** A hub on this machine with one model, and the manager of models. */
const test = base.extend<{ hub: HubServer; models: Models }>({
  hub: async ({ baseURL: _ }, use) => {
    const hub = await HubServer.start(ID, folderContents(checkpointFolder(DEMO)));
    await use(hub);
    await hub.close().catch(() => {});
  },
  models: async ({ page, app, hub }, use) => {
    const models = new Models(page);
    await app.open('wasm');
    await models.open();
    await models.useHub(hub.endpoint);
    await use(models);
  },
});

/** From its name to where it is on this device. */
async function install(models: Models): Promise<void> {
  await models.lookAt(ID);
  await models.press('Install');
  await expect(models.item(NAME)).toContainText('ready to use');
}

test('install from a hub, caption with it, and without a network caption again and delete it', async ({
  app,
  context,
  hub,
  models,
  page,
}) => {
  await models.lookAt(ID);
  await expect(models.title).toHaveText('Install a model');
  await expect(models.dialog).toContainText('9.3 MB');
  await expect(models.dialog.getByRole('radio', { name: /^8-bit, .* on this device/ })).toBeChecked();
  expect(bytesSent(hub)).toBeLessThan(1e6);

  await models.press('Install');
  await expect(models.item(NAME)).toContainText('in 8-bit, for the CPU');
  expect(hub.sentTwice()).toBeLessThan(1e6);
  await models.press(`Use for captions: ${NAME}`);
  await expect(models.item(NAME)).toContainText('Writes the captions');
  await models.close();
  await expect(app.backend).toContainText(NAME);
  await app.drop(sample('01.webp'));
  const before = await app.captions.finished(3);

  await page.evaluate(() => navigator.serviceWorker.ready);
  await hub.close();
  await context.setOffline(true);
  await page.reload();
  expect(await app.captions.finished(3)).toEqual(before);
  await expect(app.backend).toContainText(NAME);
  await app.drop(sample('03.webp'));
  await expect(app.inStrip(sample('03.webp'), 'done')).toBeVisible();
  await app.captions.finished(3);

  await models.open();
  await models.more(NAME, 'Delete');
  await models.press('Delete it for good');
  await expect(models.item(NAME)).toBeHidden();
  await expect(models.dialog).toContainText('For photographs, add one');
  await models.close();
  await page.reload();
  await expect(app.backend).toContainText('Demo model');
});

test('device measurements are shown and set the defaults; choices of the person stay', async ({
  models,
  page,
}) => {
  await models.lookAt(ID);
  await expect(models.measured).toContainText('Measured on this device: 8-bit takes');
  await expect(models.dialog).toContainText('Chosen by measurement');
  await expect(models.dtype('8-bit')).toBeChecked();
  await models.measured.hover();
  await expect(page.getByRole('tooltip')).toContainText('768 × 3072 with 577 rows');

  await models.dtype('32-bit').check();
  await glimpse(models.dialog, 'Measuring…', () => models.press('Measure again'));
  await expect(models.dialog.getByRole('button', { name: 'Measure again' })).toBeVisible();
  await expect(models.dtype('32-bit')).toBeChecked();

  await models.press('Not now');
  await models.lookAt(ID);
  await expect(models.dtype('8-bit')).toBeChecked();
  await expect(models.dialog).toContainText('Chosen by measurement');
});

test('a hub that is busy, sends other bytes and breaks off is asked again until all is there', async ({
  hub,
  models,
}) => {
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  const faults: Fault[] = [
    { kind: 'status', status: 429, headers: SHORT_WAIT },
    { kind: 'range', first: 1, last: 1 },
    { kind: 'short' },
  ];
  hub.faultsOf.set(WEIGHTS, faults);
  await models.press('Install');
  await expect(models.item(NAME)).toContainText('ready to use');
  expect(faults).toEqual([]);
});

test('a file that changes at the hub under way is fetched again, and the page says so', async ({
  hub,
  models,
}) => {
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  const right = folderContents(checkpointFolder(DEMO))[WEIGHTS]!;
  hub.change(WEIGHTS, { bytes: right.map((byte) => byte ^ 1), etag: '"other"' });
  hub.faultsOf.set(WEIGHTS, [
    { kind: 'cut', after: 5_000_000 },
    { kind: 'none' },
    { kind: 'cut', after: 5_000_000 },
  ]);
  await models.press('Install');
  await expect(models.ways).toContainText('Downloading: 5.0 MB of 9.3 MB');
  hub.change(WEIGHTS, { bytes: right, etag: '"right"' });
  hub.cut();
  await expect(models.ways).toContainText(/has changed at .* it is fetched again from its start/);
  hub.cut();
  await expect(models.item(NAME)).toContainText('ready to use');
});

test('pause keeps what came; it goes on after a reload, and fetches only the rest', async ({
  hub,
  models,
  page,
}) => {
  hub.faultsOf.set(WEIGHTS, []);
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  hub.requests.length = 0;
  hub.faultsOf.get(WEIGHTS)?.push({ kind: 'cut', after: 5_000_000 });
  await models.press('Install');
  await expect(models.ways).toContainText('Downloading: 5.0 MB of 9.3 MB');
  await models.press('Pause');
  await expect(models.ways).toContainText('Paused');

  await models.close();
  await expect(models.button).toHaveAccessibleName(`Models: ${NAME} is paused`);
  await page.reload();
  await models.open();
  await expect(models.ways).toContainText('5.0 MB of 9.3 MB were downloaded earlier');
  await models.press('Resume');
  await expect(models.item(NAME)).toContainText('ready to use');
  expect(hub.sentTwice()).toBeLessThan(100_000);
});

test('a connection that breaks for good keeps what came, and is tried again', async ({ hub, models }) => {
  test.slow();
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  hub.requests.length = 0;
  // A browser asks again by itself when a connection that it kept open breaks.
  const broken = Array.from({ length: 40 }, () => ({ kind: 'cut', after: 0 }) as const);
  hub.faultsOf.set(WEIGHTS, [{ kind: 'cut', after: 5_000_000 }, ...broken]);
  await models.press('Install');
  await expect(models.ways).toContainText('5.0 MB of 9.3 MB');
  hub.cut();
  await expect(models.trouble).toContainText('could not be added');
  await expect(models.trouble).toContainText('kept');
  hub.faultsOf.clear();
  await models.press('Try again');
  await expect(models.item(NAME)).toContainText('ready to use');
  expect(hub.sentTwice()).toBeLessThan(100_000);
});

test('cancel asks, and then throws away what was downloaded', async ({ hub, models, page }) => {
  await models.lookAt(ID);
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  hub.faultsOf.set(WEIGHTS, [{ kind: 'cut', after: 5_000_000 }]);
  await models.press('Install');
  await expect(models.ways).toContainText('Downloading: 5.0 MB');
  await models.press(`Cancel ${NAME}`);
  await models.press('Discard');
  await expect(models.ways).toBeHidden();
  await page.reload();
  await models.open();
  await expect(models.item('Demo model')).toBeVisible();
  await expect(models.dialog).toContainText('For photographs, add one');
  await expect(models.ways).toBeHidden();
});

test('a refusal of the hub is reported in place, with one recovery action', async ({ hub, models }) => {
  test.slow();
  await models.lookAt('nobody/nothing');
  await expect(models.trouble).toContainText(/spelling/);
  await models.press('Back to all models');

  const busy = Array.from(
    { length: 6 },
    () => ({ kind: 'status', status: 429, headers: SHORT_WAIT }) as const,
  );
  hub.apiFaults.push(...busy);
  await models.lookAt(ID);
  await expect(models.trouble).toContainText('too many requests');
  hub.apiFaults.length = 0;
  await models.press('Try again');
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
  await models.press('Not now');

  hub.token = 'hf_secret';
  await models.lookAt(ID);
  await expect(models.trouble).toContainText('access token');
  await models.dialog.getByLabel('Access token').fill('hf_secret');
  await models.press('Try with this token');
  await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
});

test('wrong files and other models are refused by name, right ones installed', async ({
  app,
  models,
}, testInfo) => {
  const wrong = testInfo.outputPath('weights.bin');
  writeFileSync(wrong, 'no weights at all');
  await models.choose(wrong);
  await expect(models.trouble).toContainText('cannot be installed');
  await models.press('Back to all models');

  const bert = testInfo.outputPath('config.json');
  writeFileSync(bert, JSON.stringify({ model_type: 'bert', architectures: ['BertModel'] }));
  await models.choose(bert, `${checkpointFolder('reference/checkpoints/square-16')}/${WEIGHTS}`);
  await expect(models.trouble).toContainText(/bert/i);
  await models.press('Back to all models');

  await models.chooseFolder(checkpointFolder('reference/architectures/matcher-16'));
  await expect(models.dialog).toContainText('Checks how well captions fit');
  await models.press('Install');
  await models.press('Use for matching: matcher-16');
  await expect(models.item('matcher-16')).toContainText('Checks the captions');
  await models.close();
  await app.drop(sample('01.webp'));
  await app.captions.finished(3);
});

test('model files dropped on the page go to the manager', async ({ app, models }) => {
  await models.close();
  const folder = checkpointFolder('reference/originals/heads-of-64');
  await app.drop(`${folder}/heads-of-64.pth`, `${folder}/vocab.txt`);
  await expect(models.title).toHaveText('Install a model');
  await expect(models.dialog).toContainText('heads-of-64');
  await expect(models.dialog).toContainText('taken from the weights');
  await models.press('Install');
  await expect(models.item('heads-of-64')).toContainText('ready to use');
});

test('delete can be undone; deleted for good it is gone, and the demo model is back', async ({
  app,
  models,
  page,
}) => {
  await install(models);
  await models.press(`Use for captions: ${NAME}`);
  await expect(models.item(NAME)).toContainText('Writes the captions');
  await models.more(NAME, 'Delete');
  await expect(models.item(NAME)).toBeHidden();
  await expect(models.item('Demo model')).toContainText('Writes the captions');
  await models.press('Undo');
  await expect(models.item(NAME)).toContainText('Writes the captions');

  await models.more(NAME, 'Delete');
  await models.press('Delete it for good');
  await expect(models.dialog).toContainText('For photographs, add one');
  await models.close();
  await page.reload();
  await expect(app.backend).toContainText('Demo model');
});

test('a model saved as a zip file comes back from it', async ({ models }, testInfo) => {
  await install(models);
  const zip = testInfo.outputPath('saved.zip');
  await (await models.saveAsZip(NAME)).saveAs(zip);
  await models.more(NAME, 'Delete');
  await models.press('Delete it for good');
  await expect(models.item(NAME)).toBeHidden();
  await models.choose(zip);
  await expect(models.item(NAME)).toContainText('ready to use');
  await models.press(`Use for captions: ${NAME}`);
  await expect(models.item(NAME)).toContainText('Writes the captions');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the manager, ${colorScheme}`, async ({ hub, models, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = async () => expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await axe();
    hub.faultsOf.set(WEIGHTS, []);
    await models.lookAt(ID);
    await expect(models.dialog.getByRole('button', { name: 'Install' })).toBeVisible();
    await axe();
    hub.faultsOf.set(WEIGHTS, [{ kind: 'cut', after: 5_000_000 }]);
    await models.press('Install');
    await expect(models.ways).toContainText('Downloading: 5.0 MB');
    await axe();
    await models.press(`Cancel ${NAME}`);
    await axe();
    await models.lookAt('nobody/nothing');
    await expect(models.trouble).toBeVisible();
    await axe();
  });
}

test('on a phone the manager is a sheet that fits, and its targets are to be touched', async ({
  models,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await models.dialog.evaluate((dialog) => dialog.getBoundingClientRect().width);
  expect(width).toBe(390);
  expect(await models.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
  await page.keyboard.press('Escape');
  await expect(models.dialog).toBeHidden();
  await expect(models.button).toBeFocused();
});

test('the manager opens from what runs, too, and takes the focus', async ({ app, models, page }) => {
  await models.close();
  await app.backend.click();
  await page.getByRole('button', { name: 'Other models' }).click();
  await expect(models.item('Demo model')).toBeVisible();
  await expect
    .poll(() => models.dialog.evaluate((dialog) => dialog.contains(document.activeElement)))
    .toBe(true);
  await page.keyboard.press('Escape');
  await expect(models.dialog).toBeHidden();
});

function bytesSent(hub: HubServer): number {
  return hub.requests.reduce((sum, { sent }) => sum + (sent ? sent.end - sent.start : 0), 0);
}
