/**
 * A captioner as other projects publish and run it, for comparison: no cache, so every step computes all tokens and the
 * image's keys and values again, and all tensors are copied to and from the caller's memory.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { BundleManifest, GraphRole } from '../../core/manifest/manifest.ts';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import { checkSettings, type EngineOptions, type Runtime, type Tokenizer } from '../engine/index.ts';
import {
  batchSize,
  generate,
  named,
  returned,
  type StepDecoder,
  type StepOutput,
  takeFloats,
} from '../engine/parts.ts';
import type { MeasuredDecoder, Subject } from './subject.ts';

/** Added to the attention scores of later tokens. */
const MASKED = -1e9;

interface BaselineModel {
  runtime: Runtime;
  tokenizer: Tokenizer;
  manifest: BundleManifest;
  vision: InferenceSession;
  decoder: InferenceSession;
}

/**
 * Loads a baseline.
 *
 * @throws what the bundle's `read` and the runtime throw.
 */
export async function loadBaseline({
  runtime,
  bundle,
  tokenizer,
  ...execution
}: EngineOptions): Promise<BaselineCaptioner> {
  const session = async (role: GraphRole) => {
    const { file, data } = bundle.manifest.graphs[role]!;
    const model = await bundle.read(file);
    const externalData: { path: string; data: Uint8Array }[] = [];
    for (const path of data) externalData.push({ path, data: await bundle.read(path) });
    return runtime.InferenceSession.create(model, {
      executionProviders: [
        execution.backend === 'webgpu'
          ? { name: 'webgpu', device: execution.device }
          : { name: execution.backend },
      ],
      externalData,
    });
  };
  const [vision, decoder] = [await session('vision_encoder'), await session('text_decoder')];
  return new BaselineCaptioner({ runtime, tokenizer, manifest: bundle.manifest, vision, decoder });
}

export class BaselineCaptioner {
  readonly manifest: BundleManifest;
  readonly #model: BaselineModel;

  /** Takes the sessions over. */
  constructor(model: BaselineModel) {
    this.manifest = model.manifest;
    this.#model = model;
  }

  /** `pixelValues` [1,3,S,S] → `image_embeds` [1,N,D]. */
  async encode(pixelValues: Float32Array): Promise<Float32Array> {
    const { runtime, vision, manifest } = this.#model;
    const { size } = manifest.image;
    const pixels = new runtime.Tensor('float32', pixelValues, [1, 3, size, size]);
    return takeFloats(await vision.run({ pixel_values: pixels }), 'image_embeds');
  }

  /** A decoder of `batch` captions of one picture; the features are repeated for each. */
  decoder(imageEmbeds: Float32Array, batch: number): BaselineDecoder {
    return new BaselineDecoder(this.#model, imageEmbeds, batch);
  }

  /**
   * The token ids of captions, by the engine's own loop.
   *
   * @throws `SettingsError`
   */
  async caption(
    imageEmbeds: Float32Array,
    settings: CaptionSettings,
    signal?: AbortSignal,
  ): Promise<number[][]> {
    const { tokenizer, manifest } = this.#model;
    const { text } = manifest;
    const promptIds = [text.bosId, ...tokenizer.encode(settings.prompt)];
    const checked = checkSettings(settings, manifest, promptIds.length);
    const decoder = this.decoder(imageEmbeds, batchSize(checked));
    const generated = await returned(generate({ decoder, tokenizer, text }, promptIds, checked, signal));
    return generated.map(({ tokens }) => [...promptIds, ...tokens.map(({ id }) => id)]);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#model.vision.release(), this.#model.decoder.release()]);
  }
}

/** A decoder like the engine's whose only state is the tokens. It has no maps. */
export class BaselineDecoder implements StepDecoder, MeasuredDecoder {
  readonly batch: number;
  readonly #model: BaselineModel;
  readonly #image: Tensor;
  #sequences: number[][];

  constructor(model: BaselineModel, imageEmbeds: Float32Array, batch: number) {
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
    return { logits: lastRows(values, logits.dims), maps, step: position };
  }

  reorder(parents: readonly number[]): void {
    this.#sequences = parents.map((parent) => [...this.#sequences[parent]!]);
  }

  async maps(): Promise<void> {
    throw new Error('A baseline export has no maps.');
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

/** [B,T,V] → [B,V], the logits of each caption's last token. */
function lastRows(
  logits: Float32Array,
  [batch = 0, length = 0, vocabulary = 0]: readonly number[],
): Float32Array {
  const rows = new Float32Array(batch * vocabulary);
  for (let row = 0; row < batch; row++) {
    const start = (row * length + length - 1) * vocabulary;
    rows.set(logits.subarray(start, start + vocabulary), row * vocabulary);
  }
  return rows;
}

/** The baseline captioner as a subject. */
export async function baselineSubject(options: EngineOptions): Promise<Subject> {
  const captioner = await loadBaseline(options);
  return {
    manifest: captioner.manifest,
    hasMaps: false,
    fp32FallbackReason: null,
    explainOptions: null,
    warmUp: () => runOnce(captioner),
    encode: async (pixels, lap = () => {}) => {
      const imageEmbeds = await captioner.encode(pixels);
      lap('encode');
      return { decoder: ({ batch }) => captioner.decoder(imageEmbeds, batch), dispose: () => {} };
    },
    caption: async (pixels, settings) => captioner.caption(await captioner.encode(pixels), settings),
    dispose: () => captioner.dispose(),
  };
}

/** A caption of one token. */
async function runOnce(captioner: BaselineCaptioner): Promise<void> {
  const { image, text } = captioner.manifest;
  const imageEmbeds = await captioner.encode(new Float32Array(3 * image.size ** 2));
  await captioner.decoder(imageEmbeds, 1).step([text.bosId], 0);
}
