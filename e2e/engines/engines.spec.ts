/** The app's main way in the engines that Playwright does not drive as people have them. Chromium says what is right. */
import { test as base, expect } from '@playwright/test';
import { HubServer } from '../../model-export/testing/hub-server';
import { folderContents } from '../../model-export/testing/memory';
import { checkpointFolder } from '../support/checkpoints';
import { sample } from '../support/samples';
import { StaticHost } from '../support/static-host';
import { EngineApp } from './app';
import type { BrowserEngine } from './driver';
import { CHROMIUM, FIREFOX } from './puppeteer';
import { WEBKIT } from './webkit';

const SEED = 7;
const MODEL = 'someone/drawn-scenes';
const THIRD = sample('05.webp');
const NAME = 'drawn-scenes';

/** Captions of three pictures. */
const test = base.extend<object, { expected: string[][] }>({
  expected: [
    async ({ browserName: _ }, use) =>
      use(await inEngine(CHROMIUM, async (app) => [...(await captionTwo(app)), await app.caption(THIRD)])),
    { scope: 'worker', timeout: 300_000 },
  ],
});

for (const engine of [FIREFOX, WEBKIT]) {
  const missing = engine.missing();
  test.describe(engine.name, () => {
    test.skip(missing !== null, missing ?? '');

    test('captions as Chromium does, shows maps, and restores pictures', async ({ expected }) => {
      await inEngine(engine, async (app) => {
        expect(await captionTwo(app)).toEqual(expected.slice(0, 2));
        expect(await app.backend()).toMatch(/Demo model · CPU \(WASM\), (1 thread|[2-4] threads)/);
        await app.until('a heatmap', async () => {
          await app.pointAtWord(2);
          return (await app.heat()) > 0;
        });
        if (!(await app.keepsFiles())) await expectRefusal(app);
        await app.reload();
        expect(await app.captions('03.webp')).toEqual(expected[1]);
        await app.until(
          'both pictures',
          async () => (await app.shownPictures()).join() === '01.webp,03.webp',
        );
      });
    });

    test('installs a model, and then needs no network', async ({ expected }) => {
      test.skip(engine === WEBKIT, 'WebKit has no private file system under WebDriver');
      await inEngine(engine, async (app, host, hub) => {
        expect(await captionTwo(app)).toEqual(expected.slice(0, 2));
        await install(app, hub);
        await app.device('On this device, offline ready');
        await Promise.all([host.stop(), hub.close()]);
        await app.reload();
        expect(await app.backend()).toContain(NAME);
        expect(await app.captions('03.webp')).toEqual(expected[1]);
        // The installed model's captions are not ranked by the demo model's matcher.
        expect((await app.caption(THIRD)).toSorted()).toEqual(expected[2]?.toSorted());
      });
    });
  });
}

/** With an empty profile, the app on a host without headers, and a hub on this machine. */
async function inEngine<T>(
  engine: BrowserEngine,
  job: (app: EngineApp, host: StaticHost, hub: HubServer) => Promise<T>,
): Promise<T> {
  const host = await StaticHost.start('/tools/blipscope/');
  const hub = await HubServer.start(MODEL, folderContents(checkpointFolder('demo-model/checkpoint')));
  const page = await engine.launch();
  try {
    const app = new EngineApp(page);
    await app.open(host.url);
    return await job(app, host, hub);
  } finally {
    await page.close();
    await host.stop();
    await hub.close().catch(() => {});
  }
}

async function captionTwo(app: EngineApp): Promise<string[][]> {
  await app.fixSeed(SEED);
  const first = await app.caption(sample('01.webp'));
  return [first, await app.caption(sample('03.webp'))];
}

async function install(app: EngineApp, hub: HubServer): Promise<void> {
  await app.press('Models');
  await app.unfold('Hub address and access token');
  await app.fill('Hub address', hub.endpoint);
  await app.fill('Model at the hub', MODEL);
  await app.press('Look it up');
  await app.press('Install');
  await app.press(`Use for captions: ${NAME}`);
  await app.dialogWith(/drawn-scenes.*Writes the captions/);
  await app.press('Close');
  await app.until('the installed model', async () => (await app.backend()).includes(NAME));
}

async function expectRefusal(app: EngineApp): Promise<void> {
  await app.press('Models');
  await app.dialogWith(/This browser lets the page keep no files, so models cannot be installed/);
  await app.press('Close');
}
