import { expect, test } from 'vitest';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import type { InstallProgress } from '../../core/protocol/index.ts';
import { exportBundle } from '../../model-export/export.ts';
import { bytes, CHUNK_BYTES, ID, readFiles, WEIGHTS } from '../../model-export/testing/hub-run.ts';
import { COMMIT } from '../../model-export/testing/hub-server.ts';
import { folderFiles, memorySink, REFERENCE } from '../../model-export/testing/memory.ts';
import { libraryForEachTest, picked } from './testing/library-run.ts';

const run = libraryForEachTest();

test('a checkpoint of the hub becomes the bundle that its folder becomes; its download is deleted', async () => {
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

test('progress: bytes of the download, then of the conversion, each to its end', async () => {
  const tab = run().openTab();
  await tab.request('install', run().installRequest());
  expect(tab.phases()).toEqual(['download', 'convert']);
  const reports = tab.progress as InstallProgress[];
  for (const phase of ['download', 'convert']) {
    const last = reports.findLast((report) => report.phase === phase)!;
    expect(last.doneBytes).toBe(last.totalBytes);
  }
});

test('what is installed is not made again', async () => {
  const tab = run().openTab();
  const first = await tab.request('install', run().installRequest());
  run().hub.requests.length = 0;
  expect(await tab.request('install', run().installRequest())).toEqual(first);
  expect(run().hub.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
});

test('a pause keeps the bytes, and going on fetches the rest: every byte once', async () => {
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
  // What was under way when the connection was cut off arrives again.
  expect(run().hub.sentTwice()).toBeLessThan(CHUNK_BYTES);
  expect((await tab.request('library', null)).downloads).toEqual([]);
});

test('a tab that is closed under way leaves what arrived, and no half bundle', async () => {
  const tab = run().openTab();
  let closed = false;
  const onProgress = (report: unknown) => {
    if (closed || (report as InstallProgress).phase !== 'convert') return;
    closed = true;
    tab.close();
  };
  await expect(tab.request('install', run().installRequest(), { onProgress })).rejects.toThrow();
  // As a closed tab leaves it: nobody is there to clean up.
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

test('a conversion that is cancelled leaves the download and nothing else', async () => {
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

test('discarding deletes what was downloaded', async () => {
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

test('two tabs: the second is told that the first is at it', async () => {
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

test('local files: a folder that was picked, and again', async () => {
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

test('an original .pth with its vocabulary: what was inferred is told', async () => {
  const source = {
    kind: 'files' as const,
    name: 'heads-of-64',
    files: picked(await readFiles('originals/heads-of-64')),
  };
  const info = await run().openTab().request('inspect', { source, target: 'webgpu' });
  expect(info.capabilities).toEqual(['caption']);
  expect(info.inferred.join('\n')).toContain('BlipForConditionalGeneration');
});

test.each(['wasm', 'webgpu'] as const)('inspect tells the size of the bundle for %s', async (target) => {
  const tab = run().openTab();
  const { bundleBytes, downloadBytes } = await tab.request('inspect', { source: run().source(), target });
  expect(downloadBytes).toBeGreaterThan(270_000);
  // Of the weights, only the header is read.
  const weights = run().hub.requests.filter(({ path }) => path.endsWith(WEIGHTS));
  expect(weights.reduce((sum, { sent }) => sum + (sent ? sent.end - sent.start : 0), 0)).toBeLessThan(20_000);
  expect('fp16' in bundleBytes).toBe(target === 'webgpu');
  const installed = await tab.request('install', run().installRequest({ target }));
  const unpacked = await tab.request('unpacked', { key: installed.key });
  const data = unpacked
    .filter(({ path }) => path.endsWith('.bin'))
    .reduce((sum, { file }) => sum + file.size, 0);
  // Tensors that happen to be equal are stored once, and small ones lie in the graphs; padding comes on top.
  expect(Math.abs(bundleBytes.q8! - data) / data).toBeLessThan(0.1);
});

test('a full disk: said before, and said when it comes as a surprise; the download stays', async () => {
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

test('room for the download alone is not enough: said before a byte of the weights is fetched', async () => {
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

test('a gated model: with the token it is installed, and the token is nowhere', async () => {
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

test('nobody at the endpoint, and an endpoint that is none', async () => {
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
])('%s is refused by its name, before its weights', async (_, config) => {
  run().hub.put('config.json', bytes(JSON.stringify(config)));
  const tab = run().openTab();
  const expected = { code: 'unsupported-model', message: expect.stringContaining(config.architectures[0]!) };
  expect(await tab.failure('inspect', { source: run().source(), target: 'wasm' })).toMatchObject(expected);
  expect(await tab.failure('install', run().installRequest())).toMatchObject(expected);
  expect(run().hub.requests.some(({ path }) => path.endsWith(WEIGHTS))).toBe(false);
  expect(run().opfs.used()).toBe(0);
});

test('files that are no checkpoint, a damaged one, a dtype that the target lacks', async () => {
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
