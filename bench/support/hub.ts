/** A checkpoint served by a hub on this machine, and what was fetched of it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { HubServer } from '../../model-export/testing/hub-server.ts';

export const ID = 'bench/checkpoint';

export function serveCheckpoint(folder: string): Promise<HubServer> {
  return HubServer.start(ID, readCheckpoint(folder));
}

/** A checkpoint's files by name; of a mixture the captioner's, for what lies in a folder within is left out. */
export function readCheckpoint(folder: string): Record<string, Uint8Array> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(path.join(folder, name))]));
}

/** Bytes of a checkpoint's weights, where they are in one file. */
export function largestFile(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => statSync(path.join(folder, name)).size));
}

export interface Traffic {
  sent: number;
  /** Of these, bytes that had been sent before. */
  twice: number;
}

/**
 * Bytes that the hub sent, and how many of them again. A range counts as sent when it is answered: of the one that
 * was under way when its reader was killed, what was never read counts too, so `twice` is an upper bound, off by less
 * than a range (8 MiB).
 */
export function traffic({ requests }: HubServer): Traffic {
  const spans = requests.flatMap(({ sent }) => (sent ? [sent] : []));
  const sent = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  const ends = new Map<string, number>();
  let once = 0;
  for (const { file, start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const reached = Math.max(start, ends.get(file) ?? 0);
    once += Math.max(0, end - reached);
    ends.set(file, Math.max(reached, end));
  }
  return { sent, twice: sent - once };
}

export const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
