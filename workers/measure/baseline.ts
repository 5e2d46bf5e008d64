/**
 * A captioner as other projects publish and run it, for comparison: no cache, so every step computes all tokens and the
 * image's keys and values again, and all tensors are copied to and from the caller's memory.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { BundleManifest, GraphRole } from '../../core/manifest/manifest.ts';
import {
  type Bundle,
  checkSettings,
  type EngineOptions,
  type Execution,
  type Runtime,
} from '../engine/index.ts';
import {
  batchSize,
  generate,
  named,
  returned,
  rowOf,
  type StepDecoder,
  type StepOutput,
  takeFloats,
} from '../engine/parts.ts';
import type { MeasuredDecoder, Subject } from './subject.ts';

/** Added to the attention scores of later tokens. */
const MASKED = -1e9;

interface Baseline {
  runtime: Runtime;
  manifest: BundleManifest;
  vision: InferenceSession;
  decoder: InferenceSession;
}

/**
 * Loads the baseline as a subject. It has no maps.
 *
 * @throws what the bundle's `read` and the runtime throw.
 */
export async function baselineSubject({ runtime, bundle, tokenizer, ...execution }: EngineOptions) {
  const { manifest } = bundle;
  const { text, image } = manifest;
  const session = (role: GraphRole) => createSession(role, runtime, bundle, execution);
  const model = {
    runtime,
    manifest,
    vision: await session('vision_encoder'),
    decoder: await session('text_decoder'),
  };
  const encode = (pixelValues: Float32Array) => encodeImage(model, pixelValues);
  return {
    manifest,
    fp32FallbackReason: null,
    explainOptions: null,
    /** A caption of one token. */
    warmUp: async () => {
      const imageEmbeds = await encode(new Float32Array(3 * image.size ** 2));
      await new BaselineDecoder(model, imageEmbeds, 1).step([text.bosId], 0);
    },
    encode: async (pixels, lap = () => {}) => {
      const imageEmbeds = await encode(pixels);
      lap('encode');
      return {
        imageEmbeds,
        decoder: ({ batch }) => new BaselineDecoder(model, imageEmbeds, batch),
        dispose: () => {},
      };
    },
    /** By the engine's own loop. */
    caption: async (pixels, settings) => {
      const promptIds = [text.bosId, ...tokenizer.encode(settings.prompt)];
      const checked = checkSettings(settings, manifest, promptIds.length);
      const decoder = new BaselineDecoder(model, await encode(pixels), batchSize(checked));
      const generated = await returned(generate({ decoder, tokenizer, text }, promptIds, checked));
      return generated.map(({ tokens }) => [...promptIds, ...tokens.map(({ id }) => id)]);
    },
    dispose: async () => {
      await Promise.all([model.vision.release(), model.decoder.release()]);
    },
  } satisfies Subject;
}

async function createSession(
  role: GraphRole,
  runtime: Runtime,
  { manifest, read }: Bundle,
  execution: Execution,
): Promise<InferenceSession> {
  const { file, data } = manifest.graphs[role]!;
  const model = await read(file);
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const path of data) externalData.push({ path, data: await read(path) });
  const { backend } = execution;
  const provider = backend === 'webgpu' ? { name: backend, device: execution.device } : { name: backend };
  return runtime.InferenceSession.create(model, { executionProviders: [provider], externalData });
}

/** `pixelValues` [1,3,S,S] → `image_embeds` [1,N,D]. */
async function encodeImage(
  { runtime, vision, manifest }: Baseline,
  pixelValues: Float32Array,
): Promise<Float32Array> {
  const { size } = manifest.image;
  const pixels = new runtime.Tensor('float32', pixelValues, [1, 3, size, size]);
  return takeFloats(await vision.run({ pixel_values: pixels }), 'image_embeds');
}

/** A decoder like the engine's whose only state is the tokens. It has no maps. */
class BaselineDecoder implements StepDecoder, MeasuredDecoder {
  readonly batch: number;
  readonly #model: Baseline;
  readonly #image: Tensor;
  #sequences: number[][];

  constructor(model: Baseline, imageEmbeds: Float32Array, batch: number) {
    const { hiddenSize } = model.manifest.architecture.vision;
    const dims = [batch, imageEmbeds.length / hiddenSize, hiddenSize];
    const repeated = new Float32Array(batch * imageEmbeds.length);
    for (let row = 0; row < batch; row++) repeated.set(imageEmbeds, row * imageEmbeds.length);
    this.batch = batch;
    this.#model = model;
    this.#image = new model.runtime.Tensor('float32', repeated, dims);
    this.#sequences = Array.from({ length: batch }, () => []);
  }

  async feed(ids: readonly number[]): Promise<void> {
    for (const [row, sequence] of this.#sequences.entries()) sequence.push(ids[row]!);
  }

  async step(ids: readonly number[], position: number): Promise<StepOutput> {
    await this.feed(ids);
    const results = await this.#model.decoder.run(this.#feeds());
    const logits = named(results, 'logits');
    const values = await takeFloats(results, 'logits');
    const maps = this.#sequences.map(() => new Float32Array(0));
    // [B,T,V] → [B,V]: of each caption the last token's.
    const [batch = 0, length = 0, vocabulary = 0] = logits.dims;
    const last = new Float32Array(batch * vocabulary);
    for (let row = 0; row < batch; row++)
      last.set(rowOf(values, (row + 1) * length - 1, batch * length), row * vocabulary);
    return { logits: last, maps, step: position };
  }

  reorder(parents: readonly number[]): void {
    this.#sequences = parents.map((parent) => [...this.#sequences[parent]!]);
  }

  /** Its tensors are in the caller's memory. */
  dispose(): void {}

  #feeds(): Record<string, Tensor> {
    const { Tensor } = this.#model.runtime;
    const length = this.#sequences[0]!.length;
    const ids = Int32Array.from(this.#sequences.flat());
    const positions = Int32Array.from({ length }, (_, position) => position);
    return {
      input_ids: new Tensor('int32', ids, [this.batch, length]),
      position_ids: new Tensor('int32', positions, [1, length]),
      causal_bias: new Tensor('float32', causalBias(length), [length, length]),
      image_embeds: this.#image,
    };
  }
}

function causalBias(length: number): Float32Array {
  return Float32Array.from({ length: length ** 2 }, (_, index) =>
    index % length > Math.floor(index / length) ? MASKED : 0,
  );
}
