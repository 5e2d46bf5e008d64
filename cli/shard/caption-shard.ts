/** One attempt at a shard, from its address to the commit marker. */
import { access, constants } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeFolders } from '../files.ts';
import { hasAttempts } from './attempt-files.ts';
import { AttemptLog } from './attempt-log.ts';
import type { ShardFingerprint } from './fingerprint.ts';
import { openInput, type ShardInput } from './input.ts';
import { isDone, requireOwnOutputs, writeOutputs } from './outputs.ts';
import type { ShardSettings } from './settings.ts';
import { asShardError, ShardError } from './shard-error.ts';
import { type ShardCounts, ShardRun, type ShardWorker } from './shard-run.ts';

export interface ShardJob {
  /** Names the outputs. */
  id: string;
  /** A path or an address. */
  input: string;
  /** The folder of the outputs. */
  out: string;
  /** The attempt before was ended from outside: its pictures in hand are not suspected. */
  forgive: boolean;
}

export interface ShardContext {
  worker: ShardWorker;
  settings: ShardSettings;
  fingerprint: ShardFingerprint;
  /** @param log a file to touch now and then, so that others see that the attempt goes on. */
  onStart(of: number | null, log: string): void;
  onProgress(counts: ShardCounts): void;
  /** What is beside the pictures and makes no sense. */
  warn(message: string): void;
  stop: AbortSignal;
}

export interface ShardSummary {
  rows: number;
  /** With a text that the filter keeps. */
  kept: number;
  failed: number;
  /** Of the table. */
  sha256: string;
  seconds: number;
}

/** @throws {ShardError} */
export async function captionShard(job: ShardJob, context: ShardContext): Promise<ShardSummary> {
  const start = performance.now();
  await requireOwnOutputs(job.out, job.id).catch((error: unknown) => {
    throw asShardError(error, 'settings');
  });
  const input = await openInput(job.input, context.warn);
  try {
    const stats = await attempt(job, context, input);
    const { count: rows, successes: kept, status_dict: statuses } = stats;
    const failed = (statuses.failed ?? 0) + (statuses.crashed ?? 0);
    const sha256 = stats.files[`${job.id}.parquet`]?.sha256 ?? '';
    return { rows, kept, failed, sha256, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    throw asShardError(error, 'storage');
  } finally {
    await input.close();
  }
}

async function attempt({ id, out: folder, forgive }: ShardJob, context: ShardContext, input: ShardInput) {
  const { worker, settings, fingerprint, stop, onProgress, onStart } = context;
  const log = await AttemptLog.open({ folder, id, fingerprint: JSON.stringify(fingerprint), forgive });
  let isWritten = false;
  try {
    onStart(await input.count(), log.path);
    const rows = await new ShardRun({ input, worker, log, onProgress, stop }).run();
    const stats = await writeOutputs({ folder, id, rows, log, input, settings, fingerprint });
    isWritten = true;
    return stats;
  } finally {
    if (isWritten) await log.remove();
    else log.leave();
    // Only then: whoever is done later finds this attempt over, and removes what it has left.
    if (isWritten || (await isDoneElsewhere(folder, id, fingerprint))) await removeLeftovers(folder, id);
  }
}

/** Another attempt at the same time may have been faster: nobody would take over what this one leaves. */
async function isDoneElsewhere(folder: string, id: string, fingerprint: ShardFingerprint): Promise<boolean> {
  return isDone(folder, id, fingerprint).catch(() => false);
}

/** Removes what attempts have left that were killed when the shard was done. */
export async function removeLeftovers(folder: string, id: string): Promise<void> {
  if (!(await hasAttempts(folder, id))) return;
  const log = await AttemptLog.open({ folder, id, fingerprint: '', forgive: true });
  await log.remove();
}

/** The name of a shard: that of its file, without folder and ending. @throws {ShardError} */
export function shardId(address: string): string {
  const isAddress = /^(https?|file):/i.test(address);
  const path = isAddress ? decodeURIComponent(new URL(address).pathname) : address.replaceAll('\\', '/');
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return checkedId(name.replace(/\.(tar|tar\.gz|tgz|parquet|txt|list)$/i, ''));
}

/** @throws {ShardError} if it cannot be the beginning of a file's name */
export function checkedId(id: string): string {
  if (/^[^/\\~\0]{1,150}$/.test(id) && !/^\.+$/.test(id)) return id;
  throw new ShardError('settings', `A shard cannot be named "${id}". Give its file a plain name.`);
}

/** Makes the folder of the outputs. @throws {ShardError} */
export async function outputFolder(out: string): Promise<string> {
  if (!/^file:/i.test(out) && /^[a-z][a-z0-9+.-]+:\/\//i.test(out))
    throw new ShardError('settings', `${out}: outputs are written to folders. blipscope-ray uploads them.`);
  try {
    const folder = /^file:/i.test(out) ? fileURLToPath(out) : out;
    await makeFolders(folder);
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw asShardError(error, 'settings');
  }
}
