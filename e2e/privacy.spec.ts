/** Nothing leaves the machine: all connections of the page, its workers and its service worker are recorded. */
import type { BenchPlan } from '../app/features/bench/plan';
import { HubServer } from '../model-export/testing/hub-server';
import { folderContents } from '../model-export/testing/memory';
import { test as base, expect } from './fixtures';
import { Models } from './pages/models';
import { Share } from './pages/share';
import { checkpointFolder } from './support/checkpoints';
import { RecordingProxy } from './support/recording-proxy';
import { sample } from './support/samples';
import { StaticHost } from './support/static-host';

const ID = 'someone/odd-9';
const PICTURES = ['01.webp', '02.webp', '03.webp'].map(sample);
/** For the benchmark page: the least that it measures. */
const PLAN: Omit<BenchPlan, 'samples'> = {
  subjects: [{ kind: 'engine', source: { kind: 'url', url: 'models/demo/' }, backend: 'wasm' }],
  amounts: { repeats: 1, captions: [1], batches: [], words: 2, pictures: 1, folderSeconds: 60 },
};

const test = base.extend<{ recording: RecordingProxy; host: StaticHost; hub: HubServer }>({
  recording: async ({ baseURL: _ }, use) => {
    const recording = await RecordingProxy.start();
    await use(recording);
    await recording.stop();
  },
  proxy: async ({ recording }, use) => use(recording.settings),
  host: async ({ baseURL: _ }, use) => {
    const host = await StaticHost.start('/');
    host.changed.set('plan.json', JSON.stringify(PLAN));
    await use(host);
    await host.stop();
  },
  hub: async ({ baseURL: _ }, use) => {
    const hub = await HubServer.start(ID, folderContents(checkpointFolder('reference/checkpoints/odd-9')));
    await use(hub);
    await hub.close();
  },
});

test('captions, matches, models from files, sharing, benchmark and a reload ask the host only, and send nothing', async ({
  app,
  context,
  host,
  hub,
  page,
  recording,
}) => {
  const own = new URL(host.url).origin;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: own });
  await app.open('wasm', host.url);
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
  const models = new Models(page);
  await models.open();
  await models.chooseFolder(checkpointFolder('reference/architectures/matcher-16'));
  await models.press('Install');
  await models.press('Use for matching: matcher-16');
  await expect(models.item('matcher-16')).toContainText('Checks the captions');
  await models.saveAsZip('matcher-16');
  await models.close();
  await app.choose(...PICTURES);
  for (const picture of PICTURES) await expect(app.inStrip(picture, 'done')).toBeVisible();

  const share = new Share(page);
  await share.save('Save the picture as PNG');
  await share.press('Copy a link to this view');
  expect(await share.copiedText()).toContain(host.url);
  await page.goto(`${host.url}bench?plan=plan.json`);
  await expect(page.getByRole('heading', { name: 'Times' })).toBeVisible();
  await page.goto(host.url);
  await app.captions.finished(3);
  expect([...recording.origins()]).toEqual([own]);

  await models.open();
  await models.useHub(hub.endpoint);
  await models.lookAt(ID);
  await models.press('Install');
  await expect(models.item('odd-9')).toContainText('ready to use');
  expect(recording.origins()).toEqual(new Set([own, new URL(hub.endpoint).origin]));
  expect(recording.seen.filter(({ method, bytes }) => bytes > 0 || !/^(GET|HEAD)$/.test(method))).toEqual([]);

  await models.close();
  await host.stop();
  recording.seen.length = 0;
  await page.reload();
  await app.captions.finished(3);
  expect([...recording.origins()].filter((origin) => origin !== own)).toEqual([]);
});
