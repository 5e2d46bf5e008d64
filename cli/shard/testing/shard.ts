/** For tests: shards, and attempts at them with a fake model. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_FILTER } from '../../../core/collection.ts';
import { DEFAULT_SETTINGS } from '../../../core/settings/index.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../dataset/archive/tar-header.ts';
import { captionShard, type ShardContext, type ShardJob } from '../caption-shard.ts';
import type { ShardFingerprint } from '../fingerprint.ts';
import { fakeWorker } from './fake-worker.ts';

export type TarFiles = readonly (readonly [name: string, content: string])[];

export async function writeTar(path: string, files: TarFiles): Promise<void> {
  const parts = files.flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    return [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)];
  });
  await writeFile(path, Buffer.concat([...parts, tarEnd()]));
}

export const FINGERPRINT: ShardFingerprint = {
  version: '1',
  model: { id: 'fake', sha256: 'a' },
  matcher: null,
  settings: { sha256: 'b' },
};

export interface AttemptChanges extends Partial<ShardContext> {
  forgive?: boolean;
  tar?: boolean;
}

/** An attempt at `<folder>/in/<id>.tar`, or at another input, with its outputs in `<folder>/out`. */
export function attempt(folder: string, input: string, changes: AttemptChanges = {}) {
  const { forgive = false, tar = false, ...context } = changes;
  const job: ShardJob = { id: '00042', input, out: join(folder, 'out'), forgive };
  return captionShard(job, {
    worker: fakeWorker(),
    settings: { caption: DEFAULT_SETTINGS, filter: DEFAULT_FILTER, texts: 'auto', tar },
    fingerprint: FINGERPRINT,
    onStart: () => {},
    onProgress: () => {},
    warn: () => {},
    stop: new AbortController().signal,
    ...context,
  });
}

/** The files of the outputs, hidden ones included, with their bytes. */
export async function outputs(folder: string): Promise<Map<string, string>> {
  const out = join(folder, 'out');
  const names = (await readdir(out)).sort();
  const bytes = await Promise.all(names.map((name) => readFile(join(out, name), 'latin1')));
  return new Map(names.map((name, index) => [name, bytes[index] ?? '']));
}
