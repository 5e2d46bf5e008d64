import type { BundleManifest, GraphRole } from '../../core/manifest/manifest.ts';
import { EngineError } from './errors.ts';
import type { Model } from './model.ts';
import { SerialQueue } from './queue.ts';

/** A loaded model that does one job at a time, in order of arrival, until it is disposed. */
export class ServedModel<Role extends GraphRole> {
  readonly manifest: BundleManifest;
  readonly #model: Model<Role>;
  readonly #queue = new SerialQueue();
  #disposed = false;

  /** Takes the sessions over. */
  constructor(model: Model<Role>) {
    this.manifest = model.manifest;
    this.#model = model;
  }

  /** Rejects with the signal's reason if it aborts before the job begins, with `EngineError` after `dispose`. */
  async run<T>(job: (model: Model<Role>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { model, leave } = await this.enter(signal);
    try {
      return await job(model);
    } finally {
      leave();
    }
  }

  /** As `run`, for a job of several calls: `leave` must be called, once, to let the next one in. */
  async enter(signal?: AbortSignal): Promise<{ model: Model<Role>; leave: () => void }> {
    if (this.#disposed) throw new EngineError('unknown', 'The model was unloaded. Load it again.');
    return { model: this.#model, leave: await this.#queue.enter(signal) };
  }

  /** Releases the sessions once what was asked before is done. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#queue.run(() => this.#model.sessions.release());
  }
}
