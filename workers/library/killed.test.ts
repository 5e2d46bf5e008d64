import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InstallRequest } from '../../core/protocol/index.ts';
import { Cases } from './testing/cases.ts';
import { killAt } from './testing/killing.ts';
import { LibraryRun, picked, Tab } from './testing/library-run.ts';
import { bundlesOn, pickedBundle, tinyBundle } from './testing/tiny-bundle.ts';

const TINY = { files: pickedBundle(tinyBundle('tiny')) };
let run: LibraryRun;

beforeAll(async () => {
  run = await LibraryRun.start('formats/half-4-sharded');
});
afterAll(() => run.hub.close());

/** A new browser profile, with the same hub. */
function device() {
  return run.fresh();
}

type Device = ReturnType<typeof device>;

/**
 * Does `work` in a tab that is closed at its first change of what is stored, its second one, and so on,
 * until it gets through.
 * `check` looks at what is left, in a new tab.
 * @returns how often it was closed.
 */
async function killedEverywhere(
  prepare: (tab: Tab) => Promise<unknown>,
  work: (tab: Tab) => Promise<unknown>,
  check: (tab: Tab, device: Device) => Promise<void>,
  next = (last: number) => last + 1,
): Promise<number> {
  const cases = new Cases(`a tab closed ${expect.getState().currentTestName?.split(' > ').at(-1)}`);
  let times = 0;
  for (let last = 1; ; last = next(last)) {
    if (await cases.run(() => killedAt(last, prepare, work, check))) {
      cases.report();
      return times;
    }
    times++;
  }
}

/** Whether `work` got through before. */
async function killedAt(
  last: number,
  prepare: (tab: Tab) => Promise<unknown>,
  work: (tab: Tab) => Promise<unknown>,
  check: (tab: Tab, device: Device) => Promise<void>,
): Promise<boolean> {
  const home = device();
  const before = new Tab(home);
  await prepare(before);
  before.close();
  const gate = killAt(last);
  const tab = new Tab(home, { gate });
  const done = await Promise.race([work(tab).then(() => true), gate.killed.then(() => false)]);
  tab.close();
  expect(bundlesOn(home.opfs).damage).toEqual([]);
  const after = new Tab(home);
  await check(after, home).catch((error: Error) => {
    throw new Error(`closed at ${last}: ${error.message}`, { cause: error });
  });
  after.close();
  expect(home.opfs.openFiles()).toBe(0);
  return done;
}

/** The bundles that are listed are whole, and nothing else takes room. */
async function expectTidy(tab: Tab, home: Device): Promise<string[]> {
  const { bundles } = await tab.request('library', null);
  expect(bundlesOn(home.opfs)).toEqual({
    states: new Map(bundles.map(({ key }) => [key, 'installed'])),
    damage: [],
  });
  const folders = home.opfs.paths().map((path) => path.split('/').slice(0, 2).join('/'));
  const others = new Set(folders.filter((folder) => !folder.startsWith('downloads/')));
  expect([...others].sort()).toEqual(bundles.map(({ key }) => `bundles/${key}`).sort());
  return bundles.map(({ key }) => key);
}

const nothing = async () => {};
const importTiny = (tab: Tab) => tab.request('import', TINY);
async function removeTiny(tab: Tab): Promise<string> {
  const { key } = await importTiny(tab);
  await tab.request('remove', { key });
  return key;
}

describe('a tab that is closed at each of its operations', () => {
  test('while it imports', async () => {
    const times = await killedEverywhere(nothing, importTiny, async (tab, home) => {
      await expectTidy(tab, home);
      await importTiny(tab);
      expect(await expectTidy(tab, home)).toHaveLength(1);
    });
    expect(times).toBeGreaterThan(15);
  });

  test('while it sweeps what earlier tabs left', async () => {
    const times = await killedEverywhere(
      async (tab) => {
        await removeTiny(tab);
        await tab.request('import', { files: pickedBundle(tinyBundle('other')) });
      },
      (tab) => tab.request('library', null),
      async (tab, home) => expect(await expectTidy(tab, home)).toHaveLength(1),
    );
    expect(times).toBeGreaterThan(4);
  });

  test('while it deletes for good', async () => {
    await killedEverywhere(
      nothing,
      async (tab) => tab.request('purge', { key: await removeTiny(tab) }),
      async (tab, home) => {
        const keys = await expectTidy(tab, home);
        expect(keys.length).toBeLessThan(2);
      },
    );
  });

  test('while it packs', async () => {
    const key = (await importTiny(new Tab(device()))).key;
    await killedEverywhere(
      importTiny,
      (tab) => tab.request('pack', { key }),
      async (tab, home) => expect(await expectTidy(tab, home)).toEqual([key]),
    );
  });

  test('while it converts', async () => {
    const source = { kind: 'files' as const, name: 'mine', files: picked(run.files) };
    const install = (tab: Tab) => tab.request('install', run.installRequest({ source }));
    const times = await killedEverywhere(nothing, install, async (tab, home) => {
      await expectTidy(tab, home);
    });
    expect(times).toBeGreaterThan(20);
  });

  test('while it installs from a hub: what was downloaded is found again', async () => {
    const request: InstallRequest = run.installRequest();
    let [earlier, closed] = [0, 0];
    const times = await killedEverywhere(
      nothing,
      (tab) => tab.request('install', request),
      async (tab, home) => {
        const installed = await expectTidy(tab, home);
        const { downloads } = await tab.request('library', null);
        const bytes = downloads[0]?.downloadedBytes ?? 0;
        // Bytes are never fewer than at the operation before, until the bundle is there.
        if (installed.length === 0) expect(bytes).toBeGreaterThanOrEqual(earlier);
        earlier = installed.length > 0 ? 0 : bytes;
        if (++closed % 9 > 0) return;
        await tab.request('install', request);
        expect(await expectTidy(tab, home)).toHaveLength(1);
        expect(home.opfs.paths().filter((path) => path.startsWith('downloads/'))).toEqual([]);
      },
      // The download takes about 100 operations; the conversion has a test of its own.
      (last) => last + (last < 120 ? 1 : 31),
    );
    expect(times).toBeGreaterThan(100);
  });

  test('while it discards a download', async () => {
    const pause = async (tab: Tab) => {
      const abort = new AbortController();
      const onProgress = (report: unknown) => {
        if ((report as { doneBytes: number }).doneBytes > 20_000) abort.abort();
      };
      await expect(
        tab.request('install', run.installRequest(), { signal: abort.signal, onProgress }),
      ).rejects.toMatchObject({ name: 'AbortError' });
      return (await tab.request('library', null)).downloads[0]!.key;
    };
    let key = '';
    const discard = (tab: Tab) => tab.request('discard', { key });
    await killedEverywhere(
      async (tab) => {
        key = await pause(tab);
      },
      discard,
      async (tab, home) => {
        const [download] = (await tab.request('library', null)).downloads;
        // All of it, or none.
        if (download) expect(download.downloadedBytes).toBeGreaterThan(20_000);
        else expect(home.opfs.used()).toBe(0);
      },
    );
  });
});
