import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type PoolAnswer, type PoolRequest, type PoolResults, receiveError } from './wire.ts';

const POOL_PROCESS = fileURLToPath(new URL('./pool-process.ts', import.meta.url));

/** The process ended before it answered. */
export class ProcessCrashed extends Error {
  override name = 'ProcessCrashed';
}

interface Waiting {
  kind: PoolRequest['kind'];
  resolve(result: PoolResults[PoolRequest['kind']]): void;
  reject(error: unknown): void;
}

export function poolProcess(): ChildProcess {
  // Structured clones: arrays of numbers are copied as they are.
  return fork(POOL_PROCESS, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** One process of a pool, which answers requests in any order. */
export class PoolMember {
  readonly #waiting = new Map<number, Waiting>();
  readonly #process: ChildProcess;
  #nextId = 0;
  #ended: ProcessCrashed | null = null;

  constructor(start: () => ChildProcess = poolProcess) {
    this.#process = start();
    this.#process.on('message', (answer: PoolAnswer) => this.#settle(answer));
    this.#process.on('error', (error) => this.#end(error.message));
    this.#process.on('exit', (code, signal) => this.#end(signal ?? `exit code ${code}`));
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  /** Requests of a kind that are not answered. */
  count(kind: PoolRequest['kind']): number {
    return [...this.#waiting.values()].filter((each) => each.kind === kind).length;
  }

  /** @throws {ProcessCrashed} if the process ends before it answers, and what it answers with. */
  ask<K extends PoolRequest['kind']>(
    kind: K,
    request: Omit<Extract<PoolRequest, { kind: K }>, 'id' | 'kind'>,
  ): Promise<PoolResults[K]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting.set(id, { kind, resolve: resolve as Waiting['resolve'], reject });
      // A failure to send is followed by the end of the process.
      this.#process.send({ id, kind, ...request }, () => {});
    });
  }

  /** Resolves when the process has ended. */
  async end(): Promise<void> {
    if (this.#ended) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }

  #settle(answer: PoolAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(receiveError(answer.error));
    else waiting?.resolve(answer.result);
  }

  #end(how: string): void {
    this.#ended ??= new ProcessCrashed(`The process that captions pictures ended unexpectedly (${how}).`);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
