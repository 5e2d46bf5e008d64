import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { GraphRole } from '../../core/manifest/manifest.ts';
import { requireFinite } from './errors.ts';
import type { CrossKeysValues, Model } from './model.ts';

/**
 * A picture encoded for the text decoder, shared by all its captions. Its tensors, on WebGPU in GPU buffers, live until
 * `dispose`.
 */
export interface EncodedImage {
  /** [1, N, D] */
  readonly imageEmbeds: Tensor;
  readonly cross: CrossKeysValues;
  /** May be called more than once. */
  dispose(): void;
}

/**
 * Runs the vision tower and the projections of its features to every layer's keys and values, once per picture.
 * `pixelValues` is [1, 3, S, S], normalised.
 *
 * @throws {RangeError} for another length.
 */
export async function encodeImage(
  model: Model<'vision_encoder' | 'cross_attention_kv'>,
  pixelValues: Float32Array,
): Promise<EncodedImage> {
  const imageEmbeds = await embedImage(model, pixelValues);
  try {
    const cross = await imageKeysValues(model, 'cross_attention_kv', imageEmbeds);
    const owned = [imageEmbeds, ...Object.values(cross)];
    return { imageEmbeds, cross, dispose: () => disposeAll(owned.splice(0)) };
  } catch (error) {
    imageEmbeds.dispose();
    throw error;
  }
}

/**
 * Runs the vision tower alone: `image_embeds` [1, N, D]. The caller disposes it.
 *
 * @throws {RangeError} for pixels of another length.
 */
export async function embedImage(
  { sessions, runtime, manifest }: Model<'vision_encoder'>,
  pixelValues: Float32Array,
): Promise<Tensor> {
  const { size } = manifest.image;
  if (pixelValues.length !== 3 * size * size) {
    throw new RangeError(`pixel values: got ${pixelValues.length}, the model takes 3 × ${size} × ${size}`);
  }
  const pixels = new runtime.Tensor('float32', pixelValues, [1, 3, size, size]);
  return named(await sessions.get('vision_encoder').run({ pixel_values: pixels }), 'image_embeds');
}

/** A picture's keys and values for the text tower of the graph. The caller disposes them. */
export async function imageKeysValues<Role extends GraphRole>(
  { sessions }: Model<Role>,
  role: Role & ('cross_attention_kv' | 'matcher_kv'),
  imageEmbeds: Tensor,
): Promise<CrossKeysValues> {
  return { ...(await sessions.get(role).run({ image_embeds: imageEmbeds })) };
}

/**
 * A session's output by name.
 *
 * @throws if the graph has no such output.
 */
export function named(results: InferenceSession.ReturnType, name: string): Tensor {
  const tensor = results[name];
  if (!tensor) throw new Error(`The graph gave no output "${name}". Export the model again.`);
  return tensor;
}

/**
 * Copies an output to host memory and disposes it.
 *
 * @throws {EngineError} for NaN and infinity.
 */
export async function takeFloats(results: InferenceSession.ReturnType, name: string): Promise<Float32Array> {
  const tensor = named(results, name);
  try {
    const data = await tensor.getData();
    if (data instanceof Float32Array) return requireFinite(data);
    throw new TypeError(`${name}: float32 expected, got ${tensor.type}`);
  } finally {
    tensor.dispose();
  }
}

export function disposeAll(tensors: Iterable<Tensor>): void {
  for (const tensor of tensors) tensor.dispose();
}
