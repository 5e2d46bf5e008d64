/** `blipscope shard IN --out DIR`: one shard, for engines that run commands. */
import { print, printJson, printNotice } from '../output.ts';
import { captionShard, outputFolder, removeLeftovers, shardId } from './caption-shard.ts';
import { Heartbeat } from './heartbeat.ts';
import { loadWorker, openRun, type ShardFlags } from './models.ts';
import { isDone } from './outputs.ts';

export interface ShardCommandFlags extends ShardFlags {
  out: string;
  skipDone?: boolean;
}

const STDERR = 2;

/** @throws {ShardError} whose exit code says whether to try again */
export async function shardCommand(
  input: string,
  flags: ShardCommandFlags,
  stop: AbortSignal,
): Promise<void> {
  const id = shardId(input);
  const out = await outputFolder(flags.out);
  const run = await openRun(flags, stop);
  if (flags.skipDone && (await isDone(out, id, run.fingerprint))) {
    await removeLeftovers(out, id);
    if (flags.json) printJson({ event: 'skipped', id });
    else print(`${id}: done before`);
    return;
  }
  const worker = await loadWorker(run);
  const heartbeat = new Heartbeat({ format: 'text', fd: STDERR });
  try {
    const { settings, fingerprint } = run;
    const job = { id, input, out, forgive: false };
    const summary = await captionShard(job, {
      ...{ worker, settings, fingerprint, stop },
      warn: printNotice,
      onStart: (of, log) => heartbeat.begin(id, of, log),
      onProgress: (counts) => heartbeat.update(counts),
    });
    const { rows, kept, failed } = summary;
    if (flags.json) printJson({ event: 'done', id, ...summary });
    else print(`${id}: ${rows} pictures, ${kept} with a text, ${failed} failed`);
  } finally {
    await heartbeat.close();
    await worker.dispose();
  }
}
