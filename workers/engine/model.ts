import type { Tensor } from 'onnxruntime-common';
import { type BundleManifest, cacheHeadSize, type GraphRole } from '../../core/manifest/manifest.ts';
import type { Execution, Runtime, Tokenizer } from './runtime.ts';
import { createSessions, type Sessions, type SessionsOptions } from './sessions.ts';

/** A loaded model. */
export interface Model<Role extends GraphRole> {
  readonly runtime: Runtime;
  readonly manifest: BundleManifest;
  readonly sessions: Sessions<Role>;
  readonly execution: Execution;
}

/** A bundle, its tokenizer, and the runtime that runs it. */
export type EngineOptions = SessionsOptions & { tokenizer: Tokenizer };

/**
 * Loads some of a bundle's graphs.
 *
 * @throws as `createSessions` does.
 */
export async function loadModel<Role extends GraphRole>(
  roles: readonly Role[],
  options: SessionsOptions,
): Promise<Model<Role>> {
  const { runtime, bundle } = options;
  const sessions = await createSessions(roles, options);
  return { runtime, manifest: bundle.manifest, sessions, execution: options };
}

/**
 * `cross_key.{l}` [1, H, d, N], scaled by 1/√d, and `cross_value.{l}` [1, H, N, d], by name: the N tokens that a text
 * tower attends to, of a picture or a question.
 */
export type CrossKeysValues = Readonly<Record<string, Tensor>>;

/** Axis letters as in `blip/text-layers.ts`: layers L, heads H, head width d, vocabulary V, attended tokens N. */
export interface DecoderShape {
  readonly layers: number;
  readonly heads: number;
  /** d of the cache. */
  readonly headWidth: number;
  readonly vocabulary: number;
  /** N: of a picture, its patches and [CLS]. */
  readonly columns: number;
}

export function decoderShape({ architecture }: BundleManifest, cross: CrossKeysValues): DecoderShape {
  const { layers, heads, vocabSize } = architecture.text;
  const columns = cross['cross_key.0']!.dims.at(-1)!;
  return { layers, heads, headWidth: cacheHeadSize(architecture.text), vocabulary: vocabSize, columns };
}

/** Patches of a picture: [rows, columns]. */
export function patchGrid({ size, patchSize }: BundleManifest['image']): [number, number] {
  const side = Math.floor(size / patchSize);
  return [side, side];
}

export function perLayer(layers: number, name: (layer: number) => string): string[] {
  return Array.from({ length: layers }, (_, layer) => name(layer));
}
