import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { requireFinite } from '../errors.ts';
import type { AttentionHistory } from '../explain/attention.ts';
import { DeviceLogits } from '../gpu/device-logits.ts';
import { DeviceOutputs } from '../gpu/device-outputs.ts';
import { type CrossKeysValues, decoderShape, type Model } from '../model.ts';
import { type DecoderCache, GrowingCache } from './cache.ts';
import type { StepDecoder, StepOutput } from './decode.ts';
import { type DecoderInputs, DeviceInputs, HostInputs } from './inputs.ts';
import { type DecoderOutputs, HostLogits, HostOutputs } from './outputs.ts';
import { StaticCache } from './static-cache.ts';

export interface RunOptions {
  /** Captions decoded together. */
  batch: number;
  promptLength: number;
  /** The longest sequence of the run, in tokens, prompt included. */
  maxLength: number;
  /** Without attention, maps are empty and there is no history: for captions that nobody watches. True by default. */
  attention?: boolean;
}

/** The tensors of a run, in host memory or in GPU buffers. */
interface Bindings {
  inputs: DecoderInputs;
  cache: DecoderCache;
  outputs: DecoderOutputs;
}

/** The model of anything that decodes. */
export type DecoderModel = Model<'text_decoder'>;

function bindings(
  { runtime, execution, manifest }: DecoderModel,
  cross: CrossKeysValues,
  options: RunOptions,
): Bindings {
  const { batch, promptLength, maxLength, attention = true } = options;
  const common = { tensor: runtime.Tensor, batch, shape: decoderShape(manifest, cross) };
  if (execution.backend !== 'webgpu') {
    return {
      inputs: new HostInputs(runtime.Tensor),
      cache: new GrowingCache(common),
      outputs: attention ? new HostOutputs(common.shape, batch) : new HostLogits(batch),
    };
  }
  const { device } = execution;
  return {
    inputs: new DeviceInputs({ ...common, device }),
    cache: new StaticCache({ ...common, device, maxLength }),
    outputs: attention
      ? new DeviceOutputs({ ...common, device, steps: maxLength - promptLength })
      : new DeviceLogits({ ...common, device }),
  };
}

/** What a decoder attends to: an encoded picture or question, or several with as many rows of the batch for each. */
export interface Attended {
  readonly cross: CrossKeysValues;
}

/** One run of the text decoder on what it attends to. */
export class DecoderRun implements StepDecoder {
  readonly batch: number;
  readonly history: AttentionHistory;
  readonly #session: InferenceSession;
  readonly #cross: CrossKeysValues;
  readonly #bindings: Bindings;

  constructor(model: DecoderModel, { cross }: Attended, options: RunOptions) {
    this.batch = options.batch;
    this.#session = model.sessions.get('text_decoder');
    this.#cross = cross;
    this.#bindings = bindings(model, cross, options);
    this.history = this.#bindings.outputs.history;
  }

  async feed(ids: readonly number[], position: number): Promise<void> {
    await this.#run(ids, position, {});
  }

  async step(ids: readonly number[], position: number): Promise<StepOutput> {
    const { outputs } = this.#bindings;
    const output = await outputs.read(await this.#run(ids, position, outputs.fetches()));
    requireFinite(output.logits);
    return output;
  }

  reorder(parents: readonly number[]): void {
    this.#bindings.cache.reorder(parents);
  }

  /** Frees everything but the picture or question and the history, which their owners dispose. */
  dispose(): void {
    for (const binding of Object.values(this.#bindings)) binding.dispose();
  }

  async #run(
    ids: readonly number[],
    position: number,
    fetches: Record<string, Tensor | null>,
  ): Promise<InferenceSession.ReturnType> {
    const { inputs, cache } = this.#bindings;
    const feeds = { ...inputs.feeds(ids, position), ...cache.feeds(), ...this.#cross };
    const results = await this.#session.run(feeds, { ...fetches, ...cache.fetches() });
    cache.advance(results);
    return results;
  }
}

/** Whether a bundle's decoder attends to several pictures in one batch; those of earlier versions take one. */
export function takesSeveralPictures({ sessions }: DecoderModel): boolean {
  const keys = sessions.get('text_decoder').inputMetadata.find(({ name }) => name === 'cross_key.0');
  return keys?.isTensor === true && typeof keys.shape[0] === 'string';
}

/** Runs a job with a decoder and disposes it with its history. */
export async function withDecoder<T>(
  model: DecoderModel,
  attended: Attended,
  options: RunOptions,
  job: (decoder: DecoderRun) => Promise<T>,
): Promise<T> {
  const decoder = new DecoderRun(model, attended, options);
  try {
    return await job(decoder);
  } finally {
    decoder.dispose();
    decoder.history.dispose();
  }
}
