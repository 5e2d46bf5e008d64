import { afterAll, beforeAll, expect, test } from 'vitest';
import { toWire } from '../serve/errors.ts';
import { Cases } from './testing/cases.ts';
import { FullFrom } from './testing/killing.ts';
import { LibraryRun, picked, Tab } from './testing/library-run.ts';
import { bundlesOn, pickedBundle, tinyBundle } from './testing/tiny-bundle.ts';

const EARLIER = { files: pickedBundle(tinyBundle('earlier')) };
let run: LibraryRun;

beforeAll(async () => {
  run = await LibraryRun.start('formats/half-4-sharded');
});
afterAll(() => run.hub.close());

/**
 * Does `work` on a disk that is full from the first write on, the second one, and so on, until it gets through. The
 * bundle that was there stays, the error says how much is missing, and with room again `work` gets through.
 * @returns how often the disk was full.
 */
async function fullEverywhere(
  work: (tab: Tab) => Promise<unknown>,
  next = (first: number) => first + 1,
): Promise<number> {
  const cases = new Cases(`a disk full ${expect.getState().currentTestName?.split(' > ').at(-1)}`);
  let times = 0;
  for (let first = 1; ; first = next(first)) {
    if (await cases.run(() => fullFrom(first, work))) {
      cases.report();
      return times;
    }
    times++;
  }
}

/** Whether `work` needed fewer writes. */
async function fullFrom(first: number, work: (tab: Tab) => Promise<unknown>): Promise<boolean> {
  const home = run.fresh();
  const earlier = new Tab(home);
  const { key } = await earlier.request('import', EARLIER);
  earlier.close();
  const gate = new FullFrom(first);
  const tab = new Tab(home, { gate });
  const error = await work(tab).then(
    () => null,
    (failure: unknown) => toWire(failure),
  );
  if (!error) return true;
  expect(error, `full from write ${first}`).toMatchObject({ code: 'storage-full' });
  // What is written in the sweep or for the record of a download has no size worth mentioning.
  if (error.missingBytes !== undefined) expect(error.message).toMatch(/and \d+ MB of room are missing/);
  expect(gate.refused).toBe(true);
  expect(bundlesOn(home.opfs)).toEqual({ states: new Map([[key, 'installed']]), damage: [] });
  gate.clear();
  await work(tab);
  expect(bundlesOn(home.opfs).damage).toEqual([]);
  tab.close();
  expect(home.opfs.openFiles()).toBe(0);
  return false;
}

test('while it imports', async () => {
  const files = pickedBundle(tinyBundle('new'));
  expect(await fullEverywhere((tab) => tab.request('import', { files }))).toBeGreaterThan(10);
});

test('while it packs', async () => {
  const pack = async (tab: Tab) => tab.request('pack', await tab.request('import', EARLIER));
  expect(await fullEverywhere(pack)).toBeGreaterThan(3);
});

test('while it deletes and restores', async () => {
  const undo = async (tab: Tab) => {
    const { key } = await tab.request('import', EARLIER);
    await tab.request('remove', { key });
    await tab.request('restore', { key });
  };
  // Only the mark is written.
  expect(await fullEverywhere(undo)).toBe(1);
});

test('while it converts', async () => {
  const source = { kind: 'files' as const, name: 'mine', files: picked(run.files) };
  const install = (tab: Tab) => tab.request('install', run.installRequest({ source }));
  expect(await fullEverywhere(install, (first) => first + 4)).toBeGreaterThan(10);
});

test('while it installs from a hub', async () => {
  const install = (tab: Tab) => tab.request('install', run.installRequest());
  expect(await fullEverywhere(install, (first) => first + 7)).toBeGreaterThan(10);
});

test('says what is missing, by the quota that the browser reports and without it', async () => {
  const files = pickedBundle(tinyBundle('new'));
  const home = { ...run.fresh(), quota: undefined as number | undefined };
  home.opfs.quota = 60;
  const failure = () => new Tab(home).failure('import', { files });
  const whole = (await failure()).missingBytes!;
  expect(whole).toBeGreaterThan(0);
  home.quota = 30;
  const bytes = files.reduce((sum, { path, file }) => sum + (/json$/.test(path) ? 0 : file.size), 0);
  expect((await failure()).missingBytes).toBeGreaterThanOrEqual(bytes - 30);
});
