/** A checkpoint served by a hub on this machine, and what was fetched of it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HubServer } from '../../model-export/testing/hub-server.ts';

export const ID = 'bench/checkpoint';

export function serveCheckpoint(folder: string): Promise<HubServer> {
  return HubServer.start(ID, readCheckpoint(folder));
}

/** A checkpoint's files by name, without those in folders within. */
export function readCheckpoint(folder: string): Record<string, Uint8Array> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(path.join(folder, name))]));
}

/** Bytes of contents that the hub sent. */
export function sentBytes({ requests }: HubServer): number {
  return requests.reduce((sum, { sent }) => sum + (sent ? sent.end - sent.start : 0), 0);
}
