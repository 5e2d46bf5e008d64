/** Several processes that caption pictures, as one worker. */
import type { ChildProcess } from 'node:child_process';
import { EngineError } from '../../workers/engine/index.ts';
import type { CaptionWorker } from '../capfilt/models.ts';
import type { CaptionFlags } from '../options.ts';
import { PoolMember, ProcessCrashed } from './member.ts';
import type { PoolRequest, PoolResults } from './wire.ts';

export interface PoolOptions {
  /** With the threads of one process. */
  flags: CaptionFlags;
  workers: number;
  /** Starts a process; another one in tests. */
  start?: () => ChildProcess;
}

type Body<K extends PoolRequest['kind']> = Omit<Extract<PoolRequest, { kind: K }>, 'id' | 'kind'>;

/**
 * Starts processes that load the models. A process that crashes is replaced, and what it was asked is asked again once;
 * batches of several pictures fail, as the run tries their pictures one by one.
 * @throws {CliError | BundleError | EngineError} if the models cannot be loaded
 */
export async function startPool(options: PoolOptions): Promise<CaptionWorker> {
  const pool = new Pool(options);
  const { picturesPerBatch } = await pool.start();
  return {
    picturesPerBatch,
    batchesAtOnce: options.workers,
    prepare: (file) => pool.ask('prepare', { file }, true),
    caption: (pictures) => pool.ask('caption', { pictures }, pictures.length === 1),
    dispose: () => pool.dispose(),
  };
}

class Pool {
  readonly #options: PoolOptions;
  readonly #members: PoolMember[] = [];
  /** Processes that are being started. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The first process checks and remembers the hashes of the bundle's files before the others begin. */
  async start(): Promise<PoolResults['start']> {
    try {
      const started = await this.#add();
      await Promise.all(Array.from({ length: this.#options.workers - 1 }, () => this.#add()));
      return started;
    } catch (error) {
      await this.dispose();
      throw error;
    }
  }

  async ask<K extends 'prepare' | 'caption'>(
    kind: K,
    body: Body<K>,
    retries: boolean,
  ): Promise<PoolResults[K]> {
    const member = await this.#idlest(kind);
    try {
      return await member.ask(kind, body);
    } catch (error) {
      if (!(error instanceof ProcessCrashed && retries)) throw error;
      return this.ask(kind, body, false);
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#members.splice(0).map((member) => member.end()));
  }

  async #add(): Promise<PoolResults['start']> {
    const { flags, start } = this.#options;
    const member = new PoolMember(start);
    this.#members.push(member);
    return member.ask('start', { flags });
  }

  /** What hinders a new process is no matter of one picture: the run ends. */
  async #replace(): Promise<void> {
    await this.#add().catch((cause) => {
      const message = 'A process that captions pictures ended, and no other could be started.';
      throw new EngineError('unknown', message, { cause });
    });
  }

  /** The process with the fewest requests of a kind, after those that ended are replaced. */
  async #idlest(kind: PoolRequest['kind']): Promise<PoolMember> {
    await this.#replaceEnded();
    const [first, ...others] = this.#members;
    return others.reduce((best, each) => (each.count(kind) < best.count(kind) ? each : best), first!);
  }

  #replaceEnded(): Promise<unknown> {
    const ended = this.#members.filter((member) => member.hasEnded);
    if (ended.length === 0) return this.#starting;
    for (const member of ended) this.#members.splice(this.#members.indexOf(member), 1);
    this.#starting = Promise.all([this.#starting, ...ended.map(() => this.#replace())]);
    return this.#starting;
  }
}
