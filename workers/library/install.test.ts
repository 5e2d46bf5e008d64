import { expect, test } from 'vitest';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { InstallProgress } from '../../core/protocol/index.ts';
import { exportBundle } from '../../model-export/export.ts';
import { bytes, CHUNK_BYTES, ID, readFiles, WEIGHTS } from '../../model-export/testing/hub-run.ts';
import { COMMIT } from '../../model-export/testing/hub-server.ts';
import { folderFiles, memorySink, REFERENCE } from '../../model-export/testing/memory.ts';
import { libraryForEachTest, picked } from './testing/library-run.ts';

const run = libraryForEachTest();

test('installs a checkpoint of the hub as the same bundle as its folder, and deletes the download', async () => {
  const tab = run().openTab();
  const bundle = await tab.request('install', run().installRequest());
  expect(bundle).toMatchObject({
    key: 'owner--tiny-blip-01234567-wasm-q8',
    id: ID,
    revision: COMMIT,
    target: 'wasm',
    dtype: 'q8',
    capabilities: ['caption'],
  });
  const sink = memorySink();
  const files = folderFiles(`${REFERENCE}/checkpoints/odd-9`);
  await exportBundle({ files, id: ID, revision: COMMIT, target: 'wasm', dtype: 'q8', sink });
  const unpacked = await tab.request('unpacked', { key: bundle.key });
  expect(unpacked.map(({ path }) => path).sort()).toEqual([...sink.files.keys()].sort());
  for (const { path, file } of unpacked) {
    expect(Buffer.from(await file.arrayBuffer()).equals(sink.files.get(path)!), path).toBe(true);
  }
  expect(
    run()
      .opfs.paths()
      .filter((path) => !path.startsWith('bundles/')),
  ).toEqual([]);
  expect(run().hub.sentTwice()).toBe(0);
  const library = await tab.request('library', null);
  expect(library).toMatchObject({ bundles: [bundle], downloads: [] });
  expect(bundle.bytes).toBeLessThan(run().opfs.used());
});

test('reports the progress of the download, then of the conversion', async () => {
  const tab = run().openTab();
  await tab.request('install', run().installRequest());
  expect(tab.phases()).toEqual(['download', 'convert']);
  const reports = tab.progress as InstallProgress[];
  for (const phase of ['download', 'convert']) {
    const last = reports.findLast((report) => report.phase === phase)!;
    expect(last.doneBytes).toBe(last.totalBytes);
  }
});

test('does not convert an installed checkpoint again', async () => {
  const tab = run().openTab();
  const first = await tab.request('install', run().installRequest());
  run().hub.requests.length = 0;
  expect(await tab.request('install', run().installRequest())).toEqual(first);
  expect(run().hub.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
});

test('resumes after a pause: every byte is fetched once', async () => {
  const tab = run().openTab();
  const abort = new AbortController();
  const onProgress = () => {
    if (run().opfs.used() > 2 * CHUNK_BYTES) abort.abort();
  };
  const paused = tab.request('install', run().installRequest(), { signal: abort.signal, onProgress });
  await expect(paused).rejects.toMatchObject({ name: 'AbortError' });
  const { downloads, bundles } = await tab.request('library', null);
  const { endpoint } = run().hub;
  expect(bundles).toEqual([]);
  expect(downloads).toEqual([
    {
      key: expect.stringMatching(/^owner--tiny-blip-[0-9a-f]{8}$/),
      id: ID,
      revision: 'main',
      endpoint,
      target: 'wasm',
      dtype: 'q8',
      downloadedBytes: expect.any(Number),
      totalBytes: expect.any(Number),
    },
  ]);
  const info = await tab.request('inspect', { source: run().source(), target: 'wasm' });
  expect(info).toMatchObject({
    downloadedBytes: downloads[0]!.downloadedBytes,
    downloadBytes: downloads[0]!.totalBytes,
  });
  expect(info.downloadedBytes).toBeGreaterThan(2 * CHUNK_BYTES);
  await run().openTab().request('install', run().installRequest());
  // Bytes in flight when the connection was cut arrive again.
  expect(run().hub.sentTwice()).toBeLessThan(CHUNK_BYTES);
  expect((await tab.request('library', null)).downloads).toEqual([]);
});

test('a tab closed during an installation leaves the download, and no incomplete bundle', async () => {
  const tab = run().openTab();
  let closed = false;
  const onProgress = (report: unknown) => {
    if (closed || (report as InstallProgress).phase !== 'convert') return;
    closed = true;
    tab.close();
  };
  await expect(tab.request('install', run().installRequest(), { onProgress })).rejects.toThrow();
  // As a closed tab leaves it, without cleanup.
  const folder = await run().opfs.folder().getDirectoryHandle('bundles');
  await (await folder.getDirectoryHandle('half', { create: true })).getFileHandle('text_decoder.bin', {
    create: true,
  });
  const fetched = run().hub.requests.length;
  const next = run().openTab();
  expect(await next.request('library', null)).toMatchObject({ bundles: [], downloads: [{ id: ID }] });
  expect(
    run()
      .opfs.paths()
      .filter((path) => path.startsWith('bundles/')),
  ).toEqual([]);
  await next.request('install', run().installRequest());
  expect(
    run()
      .hub.requests.slice(fetched)
      .filter(({ sent }) => sent),
  ).toEqual([]);
});

test('a cancelled conversion leaves only the download', async () => {
  const tab = run().openTab();
  const abort = new AbortController();
  const onProgress = (report: unknown) => {
    if ((report as InstallProgress).phase === 'convert') abort.abort();
  };
  const install = tab.request('install', run().installRequest(), { signal: abort.signal, onProgress });
  await expect(install).rejects.toMatchObject({ name: 'AbortError' });
  expect(
    run()
      .opfs.paths()
      .some((path) => path.startsWith('bundles/')),
  ).toBe(false);
  expect((await tab.request('library', null)).downloads).toHaveLength(1);
});

test('discarding deletes the download', async () => {
  const tab = run().openTab();
  run().hub.faults.push(
    { kind: 'none' },
    ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 500 }) as const),
  );
  await tab.failure('install', run().installRequest());
  const { downloads } = await tab.request('library', null);
  await tab.request('discard', { key: downloads[0]!.key });
  expect(run().opfs.used()).toBe(0);
  expect((await tab.request('library', null)).downloads).toEqual([]);
});

test('two tabs: the second one receives a "busy" error', async () => {
  const [first, second] = [run().openTab(), run().openTab()];
  const failures: unknown[] = [];
  let asked: Promise<void> | null = null;
  await first.request('install', run().installRequest(), {
    onProgress: () => {
      asked ??= second.failure('install', run().installRequest()).then((error) => void failures.push(error));
    },
  });
  await asked;
  expect(failures).toMatchObject([{ code: 'busy' }]);
});

test('installs a picked folder, once', async () => {
  const tab = run().openTab();
  const source = { kind: 'files' as const, name: 'My model', files: picked(run().files) };
  const request = run().installRequest({ source });
  const info = await tab.request('inspect', { source, target: 'wasm' });
  expect(info).toMatchObject({ id: 'My model', revision: null, downloadBytes: 0, downloadedBytes: 0 });
  const bundle = await tab.request('install', request);
  expect(bundle).toMatchObject({ id: 'My model', revision: null });
  expect(bundle.key).toMatch(/^my-model-[0-9a-f]{8}-wasm-q8$/);
  expect(await tab.request('install', request)).toEqual(bundle);
  expect(tab.phases()).toEqual(['convert']);
  expect((await tab.request('library', null)).downloads).toEqual([]);
});

test('an original .pth with its vocabulary: reports what was inferred', async () => {
  const source = {
    kind: 'files' as const,
    name: 'heads-of-64',
    files: picked(await readFiles('originals/heads-of-64')),
  };
  const info = await run().openTab().request('inspect', { source, target: 'webgpu' });
  expect(info.capabilities).toEqual(['caption']);
  expect(info.inferred.join('\n')).toContain('BlipForConditionalGeneration');
});

test.each(['wasm', 'webgpu'] as const)('inspect reports the bundle size for %s', async (target) => {
  const tab = run().openTab();
  const { bundleBytes, downloadBytes } = await tab.request('inspect', { source: run().source(), target });
  expect(downloadBytes).toBeGreaterThan(270_000);
  // Only the header of the weights is read.
  const weights = run().hub.requests.filter(({ path }) => path.endsWith(WEIGHTS));
  expect(weights.reduce((sum, { sent }) => sum + (sent ? sent.end - sent.start : 0), 0)).toBeLessThan(20_000);
  expect('fp16' in bundleBytes).toBe(target === 'webgpu');
  const installed = await tab.request('install', run().installRequest({ target }));
  const unpacked = await tab.request('unpacked', { key: installed.key });
  const data = unpacked
    .filter(({ path }) => path.endsWith('.bin'))
    .reduce((sum, { file }) => sum + file.size, 0);
  // Equal tensors are stored once, and small ones are in the graphs; padding is added.
  expect(Math.abs(bundleBytes.q8! - data) / data).toBeLessThan(0.1);
});

test('a full disk is reported before and during the installation; the download stays', async () => {
  const tab = run().openTab();
  run().quota = 100_000;
  const before = await tab.failure('install', run().installRequest());
  expect(before).toMatchObject({
    code: 'storage-full',
    message: expect.stringContaining('The download with the model made of it takes 1 MB'),
  });
  expect(run().opfs.used()).toBe(0);
  run().quota = undefined;
  run().opfs.quota = 100_000;
  expect(await tab.failure('install', run().installRequest())).toMatchObject({ code: 'storage-full' });
  expect((await tab.request('library', null)).downloads[0]!.downloadedBytes).toBeGreaterThan(50_000);
  run().opfs.quota = 350_000;
  expect(await tab.failure('install', run().installRequest())).toMatchObject({ code: 'storage-full' });
  const { downloads, bundles } = await tab.request('library', null);
  expect(downloads[0]!.downloadedBytes).toBe(downloads[0]!.totalBytes);
  expect(bundles).toEqual([]);
  run().opfs.quota = Number.POSITIVE_INFINITY;
  await tab.request('install', run().installRequest());
});

test('reports insufficient room for download and bundle before any weights are fetched', async () => {
  const tab = run().openTab();
  const { downloadBytes, bundleBytes } = await tab.request('inspect', {
    source: run().source(),
    target: 'wasm',
  });
  run().hub.requests.length = 0;
  run().quota = downloadBytes + bundleBytes.q8! - 1;
  expect(await tab.failure('install', run().installRequest())).toMatchObject({ code: 'storage-full' });
  const weights = run().hub.requests.flatMap(({ sent }) => (sent?.file === WEIGHTS ? sent : []));
  expect(weights.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(20_000);
  expect(run().opfs.used()).toBe(0);
  run().quota = 2 * downloadBytes + bundleBytes.q8!;
  await tab.request('install', run().installRequest());
});

test.each([
  [404, 'not-found'],
  [401, 'needs-token'],
  [429, 'rate-limited'],
  [500, 'hub-answer'],
] as const)('status %i from the hub', async (status, code) => {
  run().hub.apiFaults.push(...Array.from({ length: 6 }, () => ({ kind: 'status', status }) as const));
  const error = await run().openTab().failure('install', run().installRequest());
  expect(error).toMatchObject({ code, message: expect.stringMatching(/^[^\n]+\.$/) });
  expect(run().opfs.used()).toBe(0);
});

test('installs a gated model with the token, which is stored nowhere', async () => {
  run().hub.token = 'hf_secret';
  const tab = run().openTab();
  expect(await tab.failure('inspect', { source: run().source(), target: 'wasm' })).toMatchObject({
    code: 'needs-token',
  });
  const source = run().source({ token: 'hf_secret' });
  run().hub.faults.push(
    { kind: 'none' },
    ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 500 }) as const),
  );
  await tab.failure('install', run().installRequest({ source }));
  for (const path of run().opfs.paths()) {
    run().opfs.edit(path, (content) => {
      expect(Buffer.from(content).includes('hf_secret'), path).toBe(false);
      return new Uint8Array(content);
    });
  }
  run().hub.faults.length = 0;
  await tab.request('install', run().installRequest({ source }));
});

test('reports an unreachable and an invalid endpoint', async () => {
  const tab = run().openTab();
  const source = run().source({ endpoint: 'http://127.0.0.1:1' });
  expect(await tab.failure('inspect', { source, target: 'wasm' })).toMatchObject({ code: 'network' });
  const odd = run().source({ endpoint: 'hub' });
  expect(await tab.failure('install', run().installRequest({ source: odd }))).toMatchObject({
    code: 'bad-settings',
  });
});

test.each([
  ['BLIP-2', { model_type: 'blip-2', architectures: ['Blip2ForConditionalGeneration'] }],
  ['GPT-2', { model_type: 'gpt2', architectures: ['GPT2LMHeadModel'] }],
])('refuses %s by name before its weights are fetched', async (_, config) => {
  run().hub.put('config.json', bytes(JSON.stringify(config)));
  const tab = run().openTab();
  const expected = { code: 'unsupported-model', message: expect.stringContaining(config.architectures[0]!) };
  expect(await tab.failure('inspect', { source: run().source(), target: 'wasm' })).toMatchObject(expected);
  expect(await tab.failure('install', run().installRequest())).toMatchObject(expected);
  expect(run().hub.requests.some(({ path }) => path.endsWith(WEIGHTS))).toBe(false);
  expect(run().opfs.used()).toBe(0);
});

test('refuses files that are not a checkpoint, damaged ones, and an unsupported dtype', async () => {
  const tab = run().openTab();
  const failure = (files: Record<string, Uint8Array>, changes = {}) =>
    tab.failure('install', {
      ...run().installRequest({ source: { kind: 'files', name: 'mine', files: picked(files) } }),
      ...changes,
    });
  expect(await failure({ 'photo.jpg': bytes('jpeg') })).toMatchObject({ code: 'not-a-checkpoint' });
  const cut = run().files[WEIGHTS]!.subarray(0, 100_000);
  expect(await failure({ ...run().files, [WEIGHTS]: cut })).toMatchObject({ code: 'not-a-checkpoint' });
  expect(await failure(run().files, { dtype: 'fp16' })).toMatchObject({ code: 'unsupported-dtype' });
  expect(
    run()
      .opfs.paths()
      .some((path) => path.endsWith(MANIFEST_FILE)),
  ).toBe(false);
});
