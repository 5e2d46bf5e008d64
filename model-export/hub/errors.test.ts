import { describe, expect, test } from 'vitest';
import { bytes, CHUNK_BYTES, hubForEachTest, WEIGHTS } from '../testing/hub-run.ts';
import type { Fault } from '../testing/hub-server.ts';
import type { HubDownload } from './checkpoint.ts';

const run = hubForEachTest();

describe('permanent faults', () => {
  const dead: Fault = { kind: 'cut', after: 0 };

  test.each<[string, Fault, string, number]>([
    ['a connection that breaks each time', dead, 'offline', 5],
    ['a range that begins elsewhere', { kind: 'range', first: 1 }, 'damaged', 5],
    ['a range that ends elsewhere', { kind: 'range', last: -1 }, 'damaged', 5],
    ['a range of a file of another size', { kind: 'range', total: 1 }, 'damaged', 5],
    ['a server that fails each time', { kind: 'status', status: 500 }, 'unavailable', 5],
    ['too many requests each time', { kind: 'status', status: 429 }, 'rate-limited', 5],
    ['a range that is compressed', { kind: 'gzip-range' }, 'damaged', 5],
    ['416', { kind: 'status', status: 416 }, 'damaged', 5],
    ['404', { kind: 'status', status: 404 }, 'not-found', 0],
    ['401', { kind: 'status', status: 401 }, 'unauthorized', 0],
    ['403', { kind: 'status', status: 403 }, 'unauthorized', 0],
    [
      'an hour to wait',
      { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
      'rate-limited',
      0,
    ],
  ])('%s', async (_, fault, code, retries) => {
    run().orderFaults({ kind: 'none' }, ...Array.from({ length: 6 }, () => fault));
    expect(await run().failure()).toMatchObject({
      name: 'FetchError',
      code,
      message: expect.stringMatching(/^[^\n]+\.$/),
    });
    expect(run().waits).toEqual([500, 1000, 2000, 4000, 8000].slice(0, retries));
    // Earlier bytes stay.
    expect(run().weights()).toMatchObject({ finished: false });
    expect(run().weights().bytes.length).toBe(CHUNK_BYTES);
  });

  test('a wrong SHA-256: the file is discarded', async () => {
    const stated = '0'.repeat(64);
    run().hub.change(WEIGHTS, { stated });
    const error = await run().failure();
    expect(error).toMatchObject({ code: 'damaged' });
    expect(String(error)).toMatch(/SHA-256 that the hub states, so it was discarded\. Run it again/);
    expect(run().store.entries.get(`sha256-${stated}`)).toMatchObject({
      finished: false,
      bytes: new Uint8Array(),
    });
  });

  test('a wrong Git hash of a small file', async () => {
    run().hub.change('vocab.txt', { stated: '0'.repeat(40) });
    expect(await run().failure()).toMatchObject({ code: 'damaged' });
  });

  test('a file that keeps changing', async () => {
    const right = run().files[WEIGHTS]!;
    let time = 0;
    const onProgress = () =>
      run().hub.change(WEIGHTS, { bytes: right.map((byte) => byte ^ 1), etag: `"${time++}"` });
    expect(await run().failure({ onProgress })).toMatchObject({ code: 'damaged' });
    expect(run().notices.length).toBe(1);
    expect(run().weights().bytes.length).toBe(0);
  });

  test('a network that answers with its login page', async () => {
    run().hub.faultsOf.set(WEIGHTS, [{ kind: 'none' }, { kind: 'page' }]);
    const error = await run().failure();
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(String(error)).toContain('sends a web page in place of model.safetensors');
    expect(run().weights().bytes.length).toBe(CHUNK_BYTES);
    expect(run().waits).toEqual([]);
  });

  test('an unreachable endpoint', async () => {
    const endpoint = 'http://127.0.0.1:1';
    expect(await run().failure({ endpoint })).toMatchObject({ code: 'offline' });
    expect(run().waits.length).toBe(5);
  });

  test('a missing model, and a gated one', async () => {
    const missing = await run().failure({ id: 'owner/other' });
    expect(missing).toMatchObject({ code: 'not-found' });
    expect(String(missing)).toContain('has no model owner/other (main)');
    run().hub.token = 'secret';
    expect(await run().failure()).toMatchObject({ code: 'unauthorized' });
  });

  test('a response that is not from a hub', async () => {
    const login: typeof fetch = async () => new Response('<html>Log in</html>');
    expect(await run().failure({ fetch: login })).toMatchObject({ code: 'unavailable' });
    const odd: typeof fetch = async () => new Response('{"sha": "main"}');
    expect(await run().failure({ fetch: odd })).toMatchObject({ code: 'unavailable' });
  });
});

describe('is refused before anything is fetched', () => {
  test.each<[string, Partial<HubDownload>]>([
    ['an endpoint that is no address', { endpoint: 'huggingface' }],
    ['an endpoint of another kind', { endpoint: 'ftp://huggingface.co' }],
    ['a token without https', { endpoint: 'http://example.org', token: 'secret' }],
    ['an id that climbs', { id: '../etc' }],
    ['an id without an owner', { id: 'blip' }],
  ])('%s', async (_, changes) => {
    expect(await run().failure(changes)).toMatchObject({ code: 'bad-settings' });
    expect(run().hub.requests).toEqual([]);
  });

  test('weights of a model that is not BLIP', async () => {
    run().hub.put('config.json', bytes('{"model_type": "bert", "architectures": ["BertModel"]}'));
    expect(await run().failure()).toMatchObject({ code: 'unsupported-model' });
    expect(run().weightRequests()).toBe(0);
  });

  test('a repository without weights', async () => {
    await run().replace({ 'config.json': run().files['config.json']! });
    expect(await run().failure()).toMatchObject({ name: 'CheckpointError', code: 'missing-file' });
  });
});
