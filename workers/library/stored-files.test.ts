import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LibraryKind, Requests } from '../../core/protocol/index.ts';
import { openInstalledBundle } from '../storage/installed.ts';
import { openRoot } from '../storage/opfs.ts';
import { FakeOpfs, type Gate } from '../storage/testing/fake-opfs.ts';
import { FakeLocks } from './testing/fake-locks.ts';
import { Tab } from './testing/library-run.ts';
import { bundlesOn, pickedBundle, tinyBundle } from './testing/tiny-bundle.ts';

afterEach(() => vi.unstubAllGlobals());

const device = () => ({ opfs: new FakeOpfs(), locks: new FakeLocks() });

/** OPFS as the engine's worker opens it. */
function stubOpfs(opfs: FakeOpfs, gate?: Gate): void {
  const root = { getDirectoryHandle: async () => opfs.folder(gate) };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => root }, locks: {} });
}

describe('names of files', () => {
  test('a bundle with a file that is called as a mark was, in version 0.1', async () => {
    const home = device();
    const tab = new Tab(home);
    const { key } = await tab.request('import', { files: pickedBundle(tinyBundle('one', ['removed'])) });
    const listed = async () => (await tab.request('library', null)).bundles.map((each) => each.key);
    expect(await listed()).toEqual([key]);
    await tab.request('remove', { key });
    expect(await listed()).toEqual([]);
    await tab.request('restore', { key });
    expect(await listed()).toEqual([key]);
    expect(bundlesOn(home.opfs).damage).toEqual([]);
    tab.close();
    expect((await new Tab(home).request('library', null)).bundles).toHaveLength(1);
  });

  test('a bundle that version 0.1 removed stays removed', async () => {
    const home = device();
    const tab = new Tab(home);
    const { key } = await tab.request('import', { files: pickedBundle(tinyBundle('one')) });
    const bundles = await home.opfs.folder().getDirectoryHandle('bundles');
    await (await bundles.getDirectoryHandle(key)).getFileHandle('removed', { create: true });
    expect((await tab.request('library', null)).bundles).toEqual([]);
    await new Tab(home).request('library', null);
    expect(home.opfs.used()).toBe(0);
  });

  test.each([
    ['differ in case only', ['Data.bin', 'data.bin']],
    ['take the manifest’s', ['blipscope.json']],
    ['take the manifest’s in another case', ['Blipscope.JSON']],
    ['begin with a dot, as marks do', ['.removed']],
    ['are too long', ['x'.repeat(101)]],
    ['have a slash', ['a/b']],
    ['have a line break', ['a\nb']],
    ['are those of a system', ['..']],
  ])('are refused that %s', async (_, names) => {
    const home = device();
    const error = await new Tab(home).failure('import', { files: pickedBundle(tinyBundle('one', names)) });
    expect(error).toMatchObject({ code: 'not-a-bundle' });
    expect(home.opfs.used()).toBe(0);
  });

  test('a surplus file is refused, also one with a name that every object has', async () => {
    const files = pickedBundle({ ...tinyBundle('one'), constructor: new Uint8Array(1) });
    expect(await new Tab(device()).failure('import', { files })).toMatchObject({
      message: expect.stringContaining('does not belong to it: constructor'),
    });
  });
});

describe('a read that fails is no damage', () => {
  const failing = (name: string, operation = /^(read|get|find) /): Gate => ({
    pass: async (asked) => {
      if (operation.test(asked)) throw new DOMException('the disk failed', name);
    },
    passNow: () => {},
  });

  test.each(['NotReadableError', 'InvalidStateError', 'NotAllowedError', 'UnknownError'])(
    '%s',
    async (name) => {
      const home = device();
      const { key } = await new Tab(home).request('import', { files: pickedBundle(tinyBundle('one')) });
      const paths = home.opfs.paths();
      stubOpfs(home.opfs, failing(name));
      const expected = { code: 'read-failed', message: expect.stringContaining('Nothing was deleted') };
      await expect(openInstalledBundle(key)).rejects.toMatchObject(expected);
      stubOpfs(home.opfs, failing(name, /^read tokenizer/));
      const bundle = await openInstalledBundle(key);
      await expect(bundle.read('tokenizer.json')).rejects.toMatchObject(expected);
      const tab = new Tab(home, { gate: failing(name) });
      expect(await tab.failure('library', null)).toMatchObject({ code: 'read-failed' });
      expect(home.opfs.paths()).toEqual(paths);
    },
  );

  test('a bundle that another tab deletes or replaces under the engine is gone, not damaged', async () => {
    const home = device();
    const tab = new Tab(home);
    const files = pickedBundle(tinyBundle('one'));
    const { key } = await tab.request('import', { files });
    stubOpfs(home.opfs);
    const bundle = await openInstalledBundle(key);
    await tab.request('remove', { key });
    await tab.request('purge', { key });
    await expect(bundle.read('tokenizer.json')).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('a picked zip file that cannot be read is not said to be no zip file', async () => {
    const file = new File(['zip'.repeat(99)], 'mine.zip');
    const fail = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
    Object.assign(file, {
      arrayBuffer: fail,
      slice: () => Object.assign(new Blob(['zip'.repeat(9)]), { arrayBuffer: fail }),
    });
    const error = await new Tab(device()).failure('import', { files: [{ path: 'mine.zip', file }] });
    expect(error).toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('Choose it again'),
    });
  });
});

describe('a browser that stores no files', () => {
  const refusing = (name: string) => ({
    storage: { getDirectory: () => Promise.reject(new DOMException('no', name)) },
    locks: {},
  });

  test.each<[string, object, string]>([
    ['has no storage at all, as over plain http', {}, 'storage-off'],
    ['has no OPFS, as WebKit under automation', { storage: {}, locks: {} }, 'storage-off'],
    ['has no locks', { storage: { getDirectory: () => expect.unreachable() } }, 'storage-off'],
    ['refuses it, as a private window of Firefox', refusing('SecurityError'), 'storage-off'],
    ['refuses it, as a private window of Safari', refusing('UnknownError'), 'storage-off'],
    ['fails just now', refusing('InvalidStateError'), 'read-failed'],
    ['is full', refusing('QuotaExceededError'), 'storage-full'],
  ])('%s', async (_, navigator, code) => {
    vi.stubGlobal('navigator', navigator);
    await expect(openRoot()).rejects.toMatchObject({ code });
  });

  test('every request says so', async () => {
    vi.stubGlobal('navigator', {});
    const tab = new Tab(device(), { openRoot });
    const key = { key: 'any' };
    const source = { kind: 'files' as const, name: 'mine', files: [] };
    const payloads: { [K in LibraryKind]?: Requests[K]['in'] } = {
      library: null,
      inspect: { source, target: 'wasm' },
      install: { source, target: 'wasm', dtype: 'q8' },
      import: { files: pickedBundle(tinyBundle('one')) },
      pack: key,
      remove: key,
    };
    for (const [kind, payload] of Object.entries(payloads)) {
      const error = await tab.failure(kind as LibraryKind, payload as Requests[LibraryKind]['in']);
      expect(error, kind).toMatchObject({
        code: 'storage-off',
        message: expect.stringContaining('the demo model works'),
      });
    }
  });
});
