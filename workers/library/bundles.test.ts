import { BlobReader, BlobWriter, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { beforeEach, expect, test, vi } from 'vitest';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { InstalledBundle, PickedFile } from '../../core/protocol/index.ts';
import { openInstalledBundle } from '../storage/installed.ts';
import { libraryForEachTest, type Tab } from './testing/library-run.ts';

const run = libraryForEachTest();
let tab: Tab;
let bundle: InstalledBundle;
let key: string;

beforeEach(async () => {
  tab = run().openTab();
  bundle = await tab.request('install', run().installRequest());
  key = bundle.key;
});

const listed = async (from = tab) => (await from.request('library', null)).bundles;
async function drop(which = key): Promise<void> {
  await tab.request('remove', { key: which });
  await tab.request('purge', { key: which });
}
const onDisk = () =>
  run()
    .opfs.paths()
    .filter((path) => path.startsWith(`bundles/`)).length;
const inFolder = (files: readonly PickedFile[], folder = 'bundle') =>
  files.map(({ path, file }) => ({ path: `${folder}/${path}`, file }));

async function zipOf(files: readonly PickedFile[]): Promise<PickedFile[]> {
  const zip = new ZipWriter(new BlobWriter());
  for (const { path, file } of files) await zip.add(path, new BlobReader(file));
  return [{ path: 'mine.zip', file: new File([await zip.close()], 'mine.zip') }];
}

test('removing hides a bundle, restoring brings it back, purging deletes it', async () => {
  await tab.request('remove', { key });
  await tab.request('remove', { key });
  expect(await listed()).toEqual([]);
  expect(onDisk()).toBeGreaterThan(3);
  expect(await tab.request('restore', { key })).toEqual(bundle);
  expect(await listed()).toEqual([bundle]);
  await drop();
  expect(onDisk()).toBe(0);
  expect(await tab.failure('restore', { key })).toMatchObject({ code: 'model-missing' });
});

test('another tab sweeps what this one may restore only after this one is closed', async () => {
  await tab.request('remove', { key });
  expect(await listed(run().openTab())).toEqual([]);
  expect(onDisk()).toBeGreaterThan(3);
  tab.close();
  await listed(run().openTab());
  expect(onDisk()).toBe(0);
});

test('installing a removed bundle again converts it again', async () => {
  await tab.request('remove', { key });
  expect((await tab.request('install', run().installRequest())).key).toBe(key);
  expect(await listed()).toHaveLength(1);
});

test('reports an unknown key', async () => {
  for (const kind of ['remove', 'restore', 'unpacked', 'pack'] as const) {
    expect(await tab.failure(kind, { key: 'none' }), kind).toMatchObject({ code: 'model-missing' });
  }
  expect(await tab.request('purge', { key: 'none' })).toBe(null);
});

test('packs, purges and imports a bundle byte for byte', async () => {
  const before = await contents(await tab.request('unpacked', { key }));
  const file = await tab.request('pack', { key });
  expect(file.name).toBe(`${key}.zip`);
  expect(tab.progress.at(-1)).toMatchObject({ doneBytes: file.size - overheadOf(file, before) });
  const entries = await new ZipReader(new BlobReader(file)).getEntries();
  expect(entries.map(({ compressionMethod }) => compressionMethod)).toEqual(entries.map(() => 0));
  await drop();
  const imported = await tab.request('import', { files: [{ path: file.name, file }] });
  expect(imported).toMatchObject({ ...bundle, key: expect.any(String), installedAt: expect.any(Number) });
  expect(await contents(await tab.request('unpacked', { key: imported.key }))).toEqual(before);
  expect(tab.progress.at(-1)).toEqual({ doneBytes: bundle.bytes, totalBytes: bundle.bytes });
});

test('importing an installed bundle returns the installed one', async () => {
  const files = inFolder(await tab.request('unpacked', { key }));
  expect(await tab.request('import', { files })).toEqual(bundle);
});

test('deletes a zip when the next one is packed, and when its tab is closed', async () => {
  await tab.request('pack', { key });
  const other = await tab.request('install', run().installRequest({ dtype: 'q4' }));
  await tab.request('pack', { key: other.key });
  const zips = () =>
    run()
      .opfs.paths()
      .filter((path) => path.endsWith('.zip'));
  expect(zips()).toEqual([expect.stringMatching(`^packed/[0-9a-f-]+/${other.key}.zip$`)]);
  await listed(run().openTab());
  expect(zips()).toHaveLength(1);
  tab.close();
  await listed(run().openTab());
  expect(zips()).toEqual([]);
});

test('imports a foreign zip: compressed, in a folder, with system files', async () => {
  const junk = { path: '__MACOSX/bundle/._x', file: new File(['x'], '._x') };
  const files = await zipOf([...inFolder(await tab.request('unpacked', { key })), junk]);
  await drop();
  expect(await tab.request('import', { files })).toMatchObject({ id: bundle.id, bytes: bundle.bytes });
});

type Damage = (files: PickedFile[]) => PickedFile[] | Promise<PickedFile[]>;
const replaced = (files: PickedFile[], name: string, content: BlobPart) =>
  files.map((each) => (each.path === name ? { path: name, file: new File([content], name) } : each));
const editManifest =
  (edit: (manifest: Record<string, unknown>) => void): Damage =>
  async (files) => {
    const manifest = JSON.parse(await files.find(({ path }) => path === MANIFEST_FILE)!.file.text());
    edit(manifest);
    return replaced(files, MANIFEST_FILE, JSON.stringify(manifest));
  };
const DAMAGES: Record<string, { damage: Damage; code?: string; says: string }> = {
  'a missing file': {
    damage: (files) => files.filter(({ path }) => path !== 'tokenizer.json'),
    says: 'the file tokenizer.json is missing',
  },
  'no manifest': {
    damage: (files) => files.filter(({ path }) => path !== MANIFEST_FILE),
    says: `there is no ${MANIFEST_FILE}`,
  },
  'a file cut short': {
    damage: (files) => replaced(files, 'tokenizer.json', '{}'),
    says: 'tokenizer.json has 2 bytes instead of',
  },
  'a changed byte': {
    damage: async (files) => {
      const bytes = new Uint8Array(
        await files.find(({ path }) => path === 'text_decoder.bin')!.file.arrayBuffer(),
      );
      bytes[1000]! ^= 1;
      return replaced(files, 'text_decoder.bin', bytes);
    },
    says: 'text_decoder.bin does not have the SHA-256',
  },
  'a surplus file': {
    damage: (files) => [...files, { path: 'run.exe', file: new File(['x'], 'run.exe') }],
    says: 'does not belong to it: run.exe',
  },
  'a name that climbs': {
    damage: (files) => [...files, { path: '../evil.js', file: new File(['x'], 'evil.js') }],
    says: 'does not belong to it: ../evil.js',
  },
  'a manifest that names a file outside': {
    damage: editManifest((manifest) => {
      Object.assign(manifest.files as object, { '../evil.js': { bytes: 1, sha256: '0'.repeat(64) } });
    }),
    says: 'cannot be read',
  },
  'a manifest of a newer version': {
    damage: editManifest((manifest) => {
      manifest.version = 99;
    }),
    code: 'model-too-new',
    says: 'Update Blipscope',
  },
  'a manifest that is none': {
    damage: (files) => replaced(files, MANIFEST_FILE, 'no json'),
    says: 'cannot be read',
  },
};

test.each(Object.entries(DAMAGES))('%s', async (_, { damage, code = 'not-a-bundle', says }) => {
  const files = await damage(await tab.request('unpacked', { key }));
  await drop();
  const expected = { code, message: expect.stringContaining(says) };
  expect(await tab.failure('import', { files: inFolder(files) })).toMatchObject(expected);
  expect(onDisk()).toBe(0);
});

test('a manifest that unpacks to more than it announces is not read to its end', async () => {
  const files = inFolder(await tab.request('unpacked', { key }));
  await drop();
  let pulled = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1 << 20).fill(0x20));
      },
    });
  const manifest = Object.assign(new File(['{}'], MANIFEST_FILE), { stream: endless });
  const inflated = files.map((each) =>
    each.path.endsWith(MANIFEST_FILE) ? { path: each.path, file: manifest } : each,
  );
  expect(await tab.failure('import', { files: inflated })).toMatchObject({
    code: 'not-a-bundle',
    message: expect.stringContaining('more than 4194304 bytes'),
  });
  expect(pulled).toBeLessThan(10);
});

test('refuses a zip with damaged contents, and a file that is not a zip', async () => {
  const file = await tab.request('pack', { key });
  await drop();
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes[bytes.length >> 1]! ^= 1;
  const damaged = [{ path: 'a.zip', file: new File([bytes], 'a.zip') }];
  expect(await tab.failure('import', { files: damaged })).toMatchObject({ code: 'not-a-bundle' });
  const text = new File(['hello'], 'notes.txt');
  expect(await tab.failure('import', { files: [{ path: 'notes.txt', file: text }] })).toMatchObject({
    code: 'not-a-bundle',
    message: expect.stringContaining('notes.txt is neither'),
  });
  const hostile = new ZipWriter(new BlobWriter());
  await hostile.add('../../evil.js', new TextReader('x'));
  const climbing = new File([await hostile.close()], 'b.zip');
  expect(await tab.failure('import', { files: [{ path: 'b.zip', file: climbing }] })).toMatchObject({
    code: 'not-a-bundle',
  });
  expect(onDisk()).toBe(0);
});

test('a cancelled import and a full disk leave nothing behind', async () => {
  const files = inFolder(await tab.request('unpacked', { key }));
  await drop();
  const abort = new AbortController();
  const cancelled = tab.request(
    'import',
    { files },
    { signal: abort.signal, onProgress: () => abort.abort() },
  );
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  run().opfs.quota = 100_000;
  expect(await tab.failure('import', { files })).toMatchObject({ code: 'storage-full' });
  expect(onDisk()).toBe(0);
});

test('imports a bundle for another target, and reports the target', async () => {
  const other = await tab.request('install', run().installRequest({ target: 'webgpu' }));
  const file = await tab.request('pack', { key: other.key });
  await drop(other.key);
  expect(await tab.request('import', { files: [{ path: 'x.zip', file }] })).toMatchObject({
    target: 'webgpu',
  });
});

test('the engine opens it, with sizes checked', async () => {
  const opfs = run().opfs;
  const blipscope = { getDirectoryHandle: async () => opfs.folder() };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => blipscope }, locks: {} });
  const onProgress = vi.fn();
  const opened = await openInstalledBundle(key, { onProgress });
  for (const name of Object.keys(opened.manifest.files)) {
    expect((await opened.read(name)).byteLength).toBe(opened.manifest.files[name]!.bytes);
  }
  expect(onProgress.mock.lastCall).toEqual([bundle.bytes, bundle.bytes]);
  opfs.edit(`bundles/${key}/tokenizer.json`, (bytes) => new Uint8Array(bytes.subarray(1)));
  await expect(opened.read('tokenizer.json')).rejects.toMatchObject({ code: 'model-corrupt' });
  await expect(opened.read('other.json')).rejects.toMatchObject({ code: 'model-corrupt' });
  await expect(openInstalledBundle('none')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(openInstalledBundle(key, { signal: AbortSignal.abort() })).resolves.toBeDefined();
  vi.stubGlobal('navigator', {});
  await expect(openInstalledBundle(key)).rejects.toMatchObject({ code: 'storage-off' });
  vi.unstubAllGlobals();
});

async function contents(files: readonly PickedFile[]): Promise<Record<string, string>> {
  const read = files.map(
    async ({ path, file }) => [path, Buffer.from(await file.arrayBuffer()).toString('base64')] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** Bytes that the zip adds to those of its files. */
function overheadOf(zip: File, files: Record<string, string>): number {
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.from(text, 'base64').length, 0);
  return zip.size - bytes;
}
