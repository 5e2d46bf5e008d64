import type { BundleManifest, GraphRole } from '../../core/manifest/manifest.ts';
import { EngineError } from './errors.ts';
import type { Model } from './model.ts';
import { SerialQueue } from './queue.ts';

/** A loaded model that runs one job at a time, in order of arrival, until it is disposed. */
export class ServedModel<Role extends GraphRole> {
  readonly manifest: BundleManifest;
  readonly #model: Model<Role>;
  readonly #queue = new SerialQueue();
  #disposed = false;

  /** Takes ownership of the sessions. */
  constructor(model: Model<Role>) {
    this.manifest = model.manifest;
    this.#model = model;
  }

  /** @throws the signal's reason if it aborts before the job begins, and an `EngineError` after `dispose`. */
  async run<T>(job: (model: Model<Role>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { model, leave } = await this.enter(signal);
    try {
      return await job(model);
    } finally {
      leave();
    }
  }

  /** As `run`, for a job of several calls: the caller calls `leave` once, so that the next job can start. */
  async enter(signal?: AbortSignal): Promise<{ model: Model<Role>; leave: () => void }> {
    if (this.#disposed) throw new EngineError('unknown', 'The model was unloaded. Load it again.');
    return { model: this.#model, leave: await this.#queue.enter(signal) };
  }

  /** Releases the sessions after earlier jobs are done. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#queue.run(() => this.#model.sessions.release());
  }
}
