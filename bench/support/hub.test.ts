import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubServer } from '../../model-export/testing/hub-server.ts';
import { ID, traffic } from './hub.ts';

let hub: HubServer;
beforeEach(async () => {
  hub = await HubServer.start(ID, { 'a.bin': new Uint8Array(100), 'b.bin': new Uint8Array(50) });
});
afterEach(() => hub.close());

function send(file: string, start: number, end: number): void {
  hub.requests.push({ path: file, authorization: undefined, sent: { file, start, end } });
}

test('what was sent once is not counted as twice', () => {
  send('a.bin', 0, 60);
  send('b.bin', 0, 50);
  send('a.bin', 60, 100);
  hub.requests.push({ path: '/api', authorization: undefined });
  expect(traffic(hub)).toEqual({ sent: 150, twice: 0 });
});

test('overlaps of one file count, in whatever order they came', () => {
  send('a.bin', 40, 100);
  send('a.bin', 0, 50);
  send('a.bin', 45, 60);
  expect(traffic(hub)).toEqual({ sent: 125, twice: 25 });
});
