import type { ErrorCode, WireError } from '../../core/protocol/index.ts';
import { EngineError, type SerialQueue } from '../engine/index.ts';
import type { AnsweringModels } from './answer-service.ts';
import type { ReadyAnswerer } from './load-answerer.ts';
import type { ReadyMatcher } from './load-matcher.ts';
import type { ReadyModel } from './load-model.ts';
import { nextTask } from './next-task.ts';
import type { Models } from './text-service.ts';

/** Another model took the place of the one that a long job began with. */
export class ModelChanged extends Error {
  override name = 'ModelChanged';
  readonly code = 'model-changed' satisfies ErrorCode;
  constructor() {
    super('Another model was loaded meanwhile. Try again with this one.');
  }
}

/** The GPU or the runtime is gone, or what it computed is wrong: this worker is about to be replaced. */
export class EngineLost extends Error {
  override name = 'EngineLost';
  readonly code: ErrorCode;
  constructor({ code, message, detail }: WireError) {
    super(message, { cause: detail });
    this.code = code;
  }
}

/** The models in use: one captioner at a time, and the matcher and the answerer that go with it. */
export class LoadedModels {
  captioner: ReadyModel | null = null;
  matcher: ReadyMatcher | null = null;
  answerer: ReadyAnswerer | null = null;
  #lost: WireError | null = null;

  /** @param turns the server's queue. */
  constructor(private readonly turns: SerialQueue) {}

  /** From here on nothing that was computed is to be stored. */
  lose(error: WireError): void {
    this.#lost ??= error;
  }

  /** @throws {EngineLost} */
  throwIfLost(): void {
    if (this.#lost) throw new EngineLost(this.#lost);
  }

  /** @throws {EngineError} while no captioner is loaded. */
  require(): Models & AnsweringModels {
    const { captioner, matcher, answerer } = this;
    if (captioner) return { captioner, matcher, answerer };
    throw new EngineError('unknown', 'No model is loaded. Load one first.');
  }

  /**
   * Queues one step of a long job, so that other requests run in between.
   *
   * @throws {ModelChanged} when the models are not those that the job began with; the signal's reason while it waits.
   */
  turn<T>(used: Models, job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.turns.run(() => {
      if (this.captioner === used.captioner && this.matcher === used.matcher) return job();
      throw new ModelChanged();
    }, signal);
  }

  /**
   * A turn in a task of its own: on the CPU nothing else lets the messages in that have arrived.
   *
   * @throws as `turn`.
   */
  step<T>(used: Models, job: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const inNextTask = async () => {
      await nextTask();
      return job();
    };
    return this.turn(used, inNextTask, signal);
  }
}
