import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { MATCHER_FILES } from '../checkpoint/mixture.ts';
import { exportBundle } from '../export.ts';
import { inspectCheckpoint } from '../inspect.ts';
import { answererCheckpoint } from '../testing/answerer.ts';
import {
  bytes,
  CHUNK_BYTES,
  CHUNKS,
  contentsOf,
  hubForEachTest,
  ID,
  readFiles,
  sha256,
  WEIGHTS,
} from '../testing/hub-run.ts';
import { COMMIT, HubServer } from '../testing/hub-server.ts';
import { folderFiles, memorySink, REFERENCE } from '../testing/memory.ts';
import { mixtureCheckpoint } from '../testing/mixture.ts';
import { hubCheckpoint, hubListing } from './checkpoint.ts';
import { remoteCheckpoint } from './remote.ts';

const run = hubForEachTest();

describe('a download without faults', () => {
  test('fetches the files of a checkpoint once, with progress', async () => {
    const progress: [number, number][] = [];
    await run().download({ onProgress: (received, total) => progress.push([received, total]) });
    const needed = run().needed();
    const total = needed.reduce((sum, name) => sum + run().files[name]!.length, 0);
    expect(progress[0]).toEqual([0, total]);
    expect(progress.at(-1)).toEqual([total, total]);
    expect(progress.map(([received]) => received)).toEqual(
      progress.map(([n]) => n).toSorted((a, b) => a - b),
    );
    expect([...new Set(run().hub.requests.flatMap(({ sent }) => sent?.file ?? []))].sort()).toEqual(
      needed.sort(),
    );
    expect(run().hub.sentTwice()).toBe(0);
    expect(run().weightRequests()).toBe(CHUNKS);
    expect([...run().store.entries.values()].every(({ finished }) => finished)).toBe(true);
    expect({ waits: run().waits, notices: run().notices }).toEqual({ waits: [], notices: [] });
  });

  test('gives the same bundle as the folder', async () => {
    const [fromHub, fromFolder] = [memorySink(), memorySink()];
    const common = { id: ID, revision: COMMIT, target: 'node', dtype: 'fp32' } as const;
    const checkpoint = await hubCheckpoint(run().request());
    expect(checkpoint.commit).toBe(COMMIT);
    await exportBundle({ ...common, files: checkpoint, sink: fromHub });
    await checkpoint.close();
    const folder = folderFiles(path.join(REFERENCE, 'checkpoints/odd-9'));
    await exportBundle({ ...common, files: folder, sink: fromFolder });
    expect([...fromHub.files.keys()]).toEqual([...fromFolder.files.keys()]);
    for (const [name, content] of fromFolder.files) {
      expect(Buffer.from(fromHub.files.get(name)!).equals(content), name).toBe(true);
    }
  });

  test('again: fetches only the listing', async () => {
    await run().download();
    run().hub.requests.length = 0;
    await run().download();
    expect(run().hub.requests.every((each) => each.path.startsWith('/api/'))).toBe(true);
  });

  test('sends the token with every request', async () => {
    run().hub.token = 'secret';
    await run().download({ token: 'secret' });
  });

  test('sizes are known before', async () => {
    const listing = await hubListing(run().request());
    expect(listing).toMatchObject({ id: ID, commit: COMMIT });
    expect(listing.files).toContainEqual({
      path: WEIGHTS,
      size: run().files[WEIGHTS]!.length,
      digest: { algorithm: 'sha256', hex: sha256(run().files[WEIGHTS]!) },
    });
    expect(listing.files.filter(({ size }) => size < 10_000).length).toBe(5);
    expect(run().hub.requests.length).toBe(2);
  });

  test('includes a matcher’s sub-folder, but no others', async () => {
    const { files } = await mixtureCheckpoint('shared');
    const hosted = { ...(await contentsOf(files)), 'onnx/model.safetensors': bytes('other') };
    await run().replace(hosted);
    const checkpoint = await hubCheckpoint(run().request());
    expect(checkpoint.list()).toEqual(expect.arrayContaining([...MATCHER_FILES]));
    expect(checkpoint.list()).not.toContain('onnx/model.safetensors');
    const { capabilities } = await inspectCheckpoint(checkpoint, { target: 'node' });
    await checkpoint.close();
    expect(capabilities).toEqual(['caption', 'match', 'contrast']);
    const afar = await remoteCheckpoint(run().request());
    expect(await inspectCheckpoint(afar, { target: 'node' })).toMatchObject({ capabilities });
  });

  test('includes an answerer’s sub-folder', async () => {
    await run().replace(await contentsOf(await answererCheckpoint()));
    const checkpoint = await hubCheckpoint(run().request());
    const { capabilities } = await inspectCheckpoint(checkpoint, { target: 'node' });
    await checkpoint.close();
    expect(capabilities).toEqual(['caption', 'answer']);
  });

  test('includes the settings of either layout, and of added tokens', async () => {
    const settings = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
    const json = (value: object) => bytes(JSON.stringify(value));
    await run().replace({
      ...run().files,
      'processor_config.json': json({ image_processor: settings }),
      'added_tokens.json': json({ '[SEP]': 3 }),
    });
    const checkpoint = await hubCheckpoint(run().request());
    expect(checkpoint.list()).toEqual(
      expect.arrayContaining(['processor_config.json', 'preprocessor_config.json', 'added_tokens.json']),
    );
    const sink = memorySink();
    const { image } = await exportBundle({ files: checkpoint, id: ID, target: 'node', dtype: 'fp32', sink });
    await checkpoint.close();
    expect(image).toMatchObject({ mean: settings.image_mean, std: settings.image_std });
  });

  test.each<[string, string, string]>([
    ['preprocessor_config.json', '{"do_resize": false}', 'do_resize is false'],
    ['processor_config.json', '{"image_processor": {"resample": 9}}', 'resample is 9'],
    ['tokenizer.json', 'garbage', 'tokenizer.json is not a JSON object'],
    ['tokenizer.json', '{"model": {"type": "BPE"}}', 'type is "BPE"'],
    ['added_tokens.json', '{"xyz": 300}', 'xyz is 300'],
  ])('%s with %s is refused before the weights are fetched', async (name, text, message) => {
    await run().replace({ ...run().files, [name]: bytes(text) });
    expect(await run().failure()).toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining(message),
    });
    expect(run().weightRequests()).toBe(0);
  });

  test('safetensors in parts', async () => {
    await run().replace(await readFiles('formats/half-4-sharded'));
    const checkpoint = await hubCheckpoint(run().request());
    expect(checkpoint.list().filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(1);
    const sink = memorySink();
    await exportBundle({ files: checkpoint, id: ID, target: 'node', dtype: 'fp32', sink });
    await checkpoint.close();
    expect(run().hub.sentTwice()).toBe(0);
  });
});

describe('temporary faults', () => {
  test('resumes after a broken connection', async () => {
    run().orderFaults({ kind: 'none' }, { kind: 'cut', after: 30_000 }, { kind: 'cut', after: 10_000 });
    const breaks = [CHUNK_BYTES + 30_000, CHUNK_BYTES + 40_000];
    await run().download({
      onProgress: () => {
        if (breaks.includes(run().weights().bytes.length)) run().hub.cut();
      },
    });
    expect(run().hub.sentTwice()).toBe(0);
    const starts = run().hub.requests.flatMap(({ sent }) => (sent?.file === WEIGHTS ? sent.start : []));
    expect(starts.slice(0, 4)).toEqual([0, CHUNK_BYTES, ...breaks]);
    expect(run().waits.length).toBe(2);
  });

  test('treats a stalled connection as lost, and resumes', async () => {
    run().hub.apiFaults.push({ kind: 'silent' });
    run().orderFaults({ kind: 'cut', after: 30_000 }, { kind: 'silent' });
    await run().download({ idleMs: 400 });
    expect(run().waits.length).toBeGreaterThanOrEqual(3);
    expect(run().hub.sentTwice()).toBe(0);
    const starts = run().hub.requests.flatMap(({ sent }) => (sent?.file === WEIGHTS ? sent.start : []));
    expect(starts.slice(0, 2)).toEqual([0, 30_000]);
  });

  test('retries after another range, a compressed one or a short body', async () => {
    run().orderFaults(
      { kind: 'range', first: 1 },
      { kind: 'gzip-range' },
      { kind: 'none' },
      { kind: 'short' },
      { kind: 'status', status: 416 },
    );
    await run().download();
    expect(run().waits).toEqual([500, 1000, 500, 1000]);
  });

  test.each(['full-file', 'gzip'] as const)('takes what is new in a complete file: %s', async (kind) => {
    run().orderFaults({ kind: 'none' }, { kind: 'cut', after: 30_000 }, { kind });
    const { onProgress } = run().whenStored(CHUNK_BYTES + 30_000, () => run().hub.cut());
    await run().download({ onProgress });
    expect(run().weightRequests()).toBe(3);
    expect(run().waits).toEqual([500]);
  });

  test.each(['long', 'unstated'] as const)('takes the range from a reply that is %s', async (kind) => {
    run().orderFaults({ kind }, { kind });
    await run().download();
    expect(run().waits).toEqual([]);
    expect(run().weightRequests()).toBe(CHUNKS);
  });

  test('headers are read at a server that ignores ranges', async () => {
    const afar = await remoteCheckpoint(run().request());
    const source = await afar.open(WEIGHTS);
    run().hub.faultsOf.set(WEIGHTS, [{ kind: 'full-file' }, { kind: 'gzip' }]);
    for (let time = 0; time < 2; time++) {
      expect(Buffer.from(await source.read(9, 99)).equals(run().files[WEIGHTS]!.slice(9, 99))).toBe(true);
    }
    expect(run().waits).toEqual([]);
  });

  test('retries after a server error, also for the listing', async () => {
    run().hub.apiFaults.push({ kind: 'status', status: 503 }, { kind: 'status', status: 500 });
    run().orderFaults({ kind: 'status', status: 502 });
    await run().download();
    expect(run().waits).toEqual([500, 1000, 500]);
    expect(run().hub.sentTwice()).toBe(0);
  });

  test('waits as long as Retry-After says', async () => {
    run().orderFaults({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    await run().download();
    expect(run().waits).toEqual([7000]);
  });

  test('Retry-After as a date', async () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    run().orderFaults({ kind: 'status', status: 429, headers: { 'retry-after': date } });
    await run().download();
    expect(run().waits[0]).toBeGreaterThan(28_000);
    expect(run().waits[0]).toBeLessThanOrEqual(30_000);
  });

  test('another ETag with each reply is of no account', async () => {
    run().hub.newEtags = true;
    await run().download();
    expect(run().notices).toEqual([]);
    expect(run().hub.sentTwice()).toBe(0);
  });

  test('a file that changes under way is fetched again, with a notice', async () => {
    const right = run().files[WEIGHTS]!;
    run().hub.change(WEIGHTS, { bytes: right.map((byte) => byte ^ 1), etag: '"other"' });
    const { onProgress, seen } = run().whenStored(2 * CHUNK_BYTES, () =>
      run().hub.change(WEIGHTS, { bytes: right, etag: '"right"' }),
    );
    await run().download({ onProgress });
    expect(seen).toHaveBeenCalledOnce();
    expect(run().notices).toEqual([
      expect.stringMatching(/^model\.safetensors has changed at 127\.0\.0\.1:\d+ under way/),
    ]);
    expect(run().weights().finished).toBe(true);
  });
});

describe('resuming', () => {
  test('after an abort, only the current chunk is fetched twice', async () => {
    const abort = new AbortController();
    const reason = new Error('closed');
    const { onProgress } = run().whenStored(3 * CHUNK_BYTES, () => abort.abort(reason));
    expect(await run().failure({ signal: abort.signal, onProgress })).toBe(reason);
    const before = run().weights().bytes.length;
    expect(before).toBeGreaterThanOrEqual(3 * CHUNK_BYTES);
    run().hub.requests.length = 0;
    const received: number[] = [];
    await run().download({ onProgress: (count) => void received.push(count) });
    const resumed = run().hub.requests.flatMap(({ sent }) => (sent?.file === WEIGHTS ? sent : []));
    expect(resumed[0]!.start).toBe(before);
    expect(received[0]).toBeGreaterThan(before);
    expect(run().hub.sentTwice()).toBe(0);
  });

  test('after an abort between chunks, nothing is fetched twice', async () => {
    const abort = new AbortController();
    const fetchTwoChunks: typeof fetch = async (input, init) => {
      if (run().weightRequests() === 2) abort.abort();
      return fetch(input, init);
    };
    await run().failure({ signal: abort.signal, fetch: fetchTwoChunks });
    expect(run().weights().bytes.length).toBe(2 * CHUNK_BYTES);
    await run().download();
    expect(run().hub.sentTwice()).toBe(0);
  });

  test('a wait ends with the abort', async () => {
    run().orderFaults({ kind: 'status', status: 429, headers: { 'retry-after': '50' } });
    const abort = new AbortController();
    const pending = run().failure({ signal: abort.signal, sleep: undefined });
    await vi.waitFor(() => expect(run().hub.faults.length).toBe(0), { interval: 5 });
    abort.abort(new Error('closed'));
    expect(await pending).toMatchObject({ message: 'closed' });
  });

  test('another ETag than before is of no account', async () => {
    run().orderFaults({ kind: 'none' }, { kind: 'status', status: 404 });
    await run().failure();
    run().hub.change(WEIGHTS, { etag: '"other"' });
    await run().download();
    expect(run().notices).toEqual([]);
    expect(run().hub.sentTwice()).toBe(0);
  });

  test('wrong bytes of an earlier attempt are fetched again', async () => {
    run().orderFaults({ kind: 'none' }, { kind: 'status', status: 404 });
    await run().failure();
    run().weights().bytes[7]! ^= 1;
    await run().download();
    expect(run().notices).toHaveLength(1);
  });
});

test('the token does not follow a redirect to another host', async () => {
  const storage = await HubServer.start(ID, run().files);
  run().hub.token = 'secret';
  run().hub.storage = storage.endpoint;
  await run().download({ token: 'secret' });
  await storage.close();
  expect(storage.requests.length).toBe(CHUNKS);
  expect(storage.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
});

test('settings that are too large for any are refused before they are fetched', async () => {
  await run().replace({ ...run().files, 'config.json': new Uint8Array(17 << 20).fill(0x20) });
  await expect(hubCheckpoint(run().request())).rejects.toThrow(
    /config.json is damaged: it has 17825792 bytes/,
  );
  expect(run().hub.requests.flatMap(({ sent }) => sent?.file ?? [])).toEqual([]);
});
