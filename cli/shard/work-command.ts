/**
 * `blipscope work`: a child process that captions one shard after the other. It reads JSON lines from standard input and
 * writes JSON lines, and nothing else, to standard output.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { printNotice } from '../output.ts';
import { captionShard, checkedId, outputFolder, type ShardJob } from './caption-shard.ts';
import { Heartbeat } from './heartbeat.ts';
import { loadWorker, openRun, type ShardFlags } from './models.ts';
import { asShardError, ShardError } from './shard-error.ts';
import { writeLine } from './write-line.ts';

const STDOUT = 1;

/** @throws {ShardError} before the first shard, and when the runtime breaks down */
export async function workCommand(flags: ShardFlags, interruption: AbortSignal): Promise<void> {
  const run = await openRun(flags, interruption);
  const worker = await loadWorker(run);
  const { settings, fingerprint } = run;
  const heartbeat = new Heartbeat({ format: 'json', fd: STDOUT });
  const messages = new Messages(process.stdin, interruption);
  try {
    say({ event: 'ready', ...fingerprint, device: run.models.captioner.runsOn });
    for await (const job of messages.jobs()) {
      const { id } = job;
      try {
        const summary = await captionShard(job, {
          ...{ worker, settings, fingerprint, stop: messages.stop },
          warn: (message) => printNotice(`${id}: ${message}`),
          onStart: (of, log) => heartbeat.begin(id, of, log),
          onProgress: (counts) => heartbeat.update(counts),
        }).finally(() => heartbeat.end());
        say({ event: 'done', id, ...summary });
      } catch (error) {
        const { code, retryable, message } = asShardError(error, 'engine');
        say({ event: 'failed', id, code, retryable, message });
        if (code === 'engine') throw error;
      }
    }
  } finally {
    messages.close();
    await heartbeat.close();
    await worker.dispose();
  }
}

function say(event: object): void {
  writeLine(STDOUT, JSON.stringify(event));
}

/** What the parent says. When it stops, is lost, or sends a signal, the picture in hand is the last one. */
class Messages {
  readonly stop: AbortSignal;
  readonly #lines;
  readonly #waiting: string[] = [];
  #wake = () => {};

  constructor(input: Readable, interruption: AbortSignal) {
    const stopping = new AbortController();
    this.stop = stopping.signal;
    const end = () => {
      stopping.abort();
      this.#wake();
    };
    this.#lines = createInterface({ input })
      .on('line', (line) => {
        if (isStop(line)) return end();
        this.#waiting.push(line);
        this.#wake();
      })
      .on('close', end);
    if (interruption.aborted) end();
    else interruption.addEventListener('abort', end, { once: true });
  }

  /** Until it stops. A message that makes no sense is answered, and the next one is read. */
  async *jobs(): AsyncGenerator<ShardJob> {
    for (;;) {
      while (this.#waiting.length === 0 && !this.stop.aborted)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      if (this.stop.aborted) return;
      const job = await jobIn(this.#waiting.shift() ?? '');
      if (job) yield job;
    }
  }

  close(): void {
    this.#lines.close();
    process.stdin.destroy();
  }
}

function isStop(line: string): boolean {
  return objectIn(line)?.op === 'stop';
}

async function jobIn(line: string): Promise<ShardJob | null> {
  const message = objectIn(line);
  const { id, in: input, out } = message ?? {};
  try {
    if (message?.op !== 'shard' || ![id, input, out].every(isText))
      throw new ShardError(
        'settings',
        `There is no such message: ${line.slice(0, 200)}. Send {"op":"shard","id":"00042","in":"…","out":"…"}.`,
      );
    const forgive = message.forgive === true;
    return { id: checkedId(String(id)), input: String(input), out: await outputFolder(String(out)), forgive };
  } catch (error) {
    const { code, retryable, message: text } = asShardError(error, 'settings');
    say({ event: 'failed', id: isText(id) ? id : null, code, retryable, message: text });
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
