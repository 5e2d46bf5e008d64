import { expect, test, vi } from 'vitest';
import { settled } from '../../../../app/worker-client/fake';
import type { Blip, LoadOptions } from '../index';
import { SharedClients } from './shared-client';

const OPTIONS = { model: 'models/demo' };
const { signal } = new AbortController();
const HOW = { signal, onProgress: () => {} };

function setUp() {
  const loads: { options: LoadOptions; done: () => Blip; fail: (reason: unknown) => void }[] = [];
  const clients = new SharedClients(
    (options) =>
      new Promise<Blip>((resolve, reject) => {
        const client = { dispose: vi.fn() } as unknown as Blip;
        const done = () => {
          resolve(client);
          return client;
        };
        loads.push({ options, done, fail: reject });
      }),
  );
  return { clients, loads };
}

test('elements that name the same model share one client, which ends with the last of them', async () => {
  const { clients, loads } = setUp();
  const [one, two] = [{}, {}];
  const both = [clients.acquire(one, OPTIONS, HOW), clients.acquire(two, { ...OPTIONS }, HOW)];
  expect(loads).toHaveLength(1);
  expect(clients.isLoaded(OPTIONS)).toBe(false);
  const client = loads[0]!.done();
  expect(await Promise.all(both)).toEqual([client, client]);
  expect(clients.isLoaded(OPTIONS)).toBe(true);
  clients.release(one);
  await settled();
  expect(client.dispose).not.toHaveBeenCalled();
  clients.release(two);
  await settled();
  expect(client.dispose).toHaveBeenCalledOnce();
  expect(clients.isLoaded(OPTIONS)).toBe(false);
  void clients.acquire(one, OPTIONS, HOW);
  expect(loads).toHaveLength(2);
});

test('another model is another client, and who changes lets go of the former', async () => {
  const { clients, loads } = setUp();
  const holder = {};
  const first = clients.acquire(holder, OPTIONS, HOW);
  const client = loads[0]!.done();
  await first;
  void clients.acquire(holder, { model: 'models/base' }, HOW);
  await settled();
  expect(client.dispose).toHaveBeenCalledOnce();
  expect(loads[1]!.options.model).toBe('models/base');
});

test('loading goes on while anybody waits, and reports to everybody', async () => {
  const { clients, loads } = setUp();
  const [one, two] = [{}, {}];
  const stop = new AbortController();
  const reports: number[] = [];
  const first = clients.acquire(one, OPTIONS, { ...HOW, signal: stop.signal });
  loads[0]!.options.onProgress?.({ phase: 'model', loadedBytes: 1, totalBytes: 9 });
  void clients.acquire(two, OPTIONS, { signal, onProgress: ({ loadedBytes }) => reports.push(loadedBytes) });
  loads[0]!.options.onProgress?.({ phase: 'model', loadedBytes: 5, totalBytes: 9 });
  expect(reports).toEqual([1, 5]);
  stop.abort();
  clients.release(one);
  await expect(first).rejects.toBe(stop.signal.reason);
  expect(loads[0]!.options.signal?.aborted).toBe(false);
  clients.release(two);
  expect(loads[0]!.options.signal?.aborted).toBe(true);
});

test('a model that could not be loaded is loaded anew', async () => {
  const { clients, loads } = setUp();
  const first = clients.acquire({}, OPTIONS, HOW);
  loads[0]!.fail(new Error('offline'));
  await expect(first).rejects.toThrow('offline');
  void clients.acquire({}, OPTIONS, HOW);
  expect(loads).toHaveLength(2);
});
