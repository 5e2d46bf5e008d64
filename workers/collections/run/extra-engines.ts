/** Engines of one thread each, in workers of their own, for a run with a small model on the CPU. */
import type {
  CaptionSettings,
  EngineKind,
  PictureInput,
  PictureTexts,
  RunKind,
} from '../../../core/protocol/index.ts';
import type { Models } from '../../serve/text-service.ts';
import { type ThreadWorker, WorkerThread } from '../../threads/worker-thread.ts';
import { untilAborted } from '../until-aborted.ts';

/** Of captioner and matcher: each engine has a copy of the weights. */
const MAX_BYTES = 2 ** 25;

/** For each engine: with fewer it saves less processor time than its start takes. */
const MIN_PICTURES = 32;

type EngineThread = WorkerThread<EngineKind | RunKind>;

export interface ExtraEnginesOptions {
  /** Starts a caption worker that starts no others. Null where no worker can. */
  start: (() => ThreadWorker) | null;
  models: Models;
  settings: CaptionSettings;
  /** As in `StoredResult`. */
  origin: string;
  /** How many pictures the run has. */
  pictures: number;
}

/**
 * How many engines of one thread are faster than the loaded one. Threads that share the operators of a small model mostly
 * wait for each other: see docs/decisions.md.
 */
function countEngines({ start, models: { captioner, matcher }, pictures }: ExtraEnginesOptions): number {
  if (!start) return 0;
  const { description, runtime } = captioner;
  const bytes = description.bytes + (matcher && !matcher.description.shared ? matcher.description.bytes : 0);
  const isWorthwhile = runtime.threads > 1 && pictures >= MIN_PICTURES * runtime.threads;
  return description.backend === 'wasm' && bytes <= MAX_BYTES && isWorthwhile ? runtime.threads : 0;
}

/** What they cannot do, the loaded engine does. */
export class ExtraEngines {
  readonly #options: ExtraEnginesOptions;
  readonly #threads = new Set<EngineThread>();
  readonly #free: EngineThread[] = [];
  #ready = 0;

  /** Begins to load the models. */
  constructor(options: ExtraEnginesOptions) {
    this.#options = options;
    for (let count = countEngines(options); count > 0; count--) void this.#open();
  }

  /** How many are ready. */
  get count(): number {
    return this.#ready;
  }

  /** The results are parallel to `pictures`; null where no engine is free, or it failed. @throws the signal's reason. */
  async caption(pictures: readonly PictureInput[], signal: AbortSignal): Promise<PictureTexts[] | null> {
    const thread = this.#free.pop();
    if (!thread) return null;
    try {
      const texts = await untilAborted(this.#ask(thread, pictures), signal);
      this.#free.push(thread);
      return texts;
    } catch {
      this.#ready -= 1;
      this.#close(thread);
      signal.throwIfAborted();
      return null;
    }
  }

  /** Ends them, with the memory that they take. */
  close(): void {
    this.#ready = 0;
    for (const thread of this.#threads) this.#close(thread);
  }

  /** Where an engine does not start, the run goes on without it. */
  async #open(): Promise<void> {
    let thread: EngineThread | null = null;
    try {
      thread = new WorkerThread(this.#options.start!());
      this.#threads.add(thread);
      await this.#load(thread);
      this.#free.push(thread);
      this.#ready += 1;
    } catch {
      if (thread) this.#close(thread);
    }
  }

  async #load(thread: EngineThread): Promise<void> {
    const { captioner, matcher } = this.#options.models;
    await thread.request('load', { ...captioner.request, backend: 'wasm', oneThread: true });
    if (matcher) await thread.request('matcher', matcher.request);
    // Fails if a model in a folder was replaced since it was loaded.
    await this.#ask(thread, []);
  }

  #ask(thread: EngineThread, pictures: readonly PictureInput[]): Promise<PictureTexts[]> {
    const { settings, origin } = this.#options;
    return thread.request('captionBatch', { settings, origin, pictures });
  }

  #close(thread: EngineThread): void {
    this.#threads.delete(thread);
    thread.close();
  }
}
