/** The captioner in the standard form, the baseline for measurements of speed. */

import { BUNDLE_FORMAT, BundleError, type BundleManifest, MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import { emitPlainDecoder, plainAttention } from './blip/plain.ts';
import { captionDecoder } from './blip/text-decoder.ts';
import { emitVisionEncoder } from './blip/vision.ts';
import { CheckpointError } from './checkpoint/errors.ts';
import type { Checkpoint } from './checkpoint/open.ts';
import { Weights } from './checkpoint/weights.ts';
import type { Emission, EmitOptions } from './emit.ts';
import { Graph } from './graph/graph.ts';
import { plainPolicy } from './quantize/plain.ts';

export const PLAIN_FORMAT = 'blipscope-plain';

/** Storage of weights; arithmetic is float32 for both. */
export type PlainDtype = 'fp32' | 'fp16';

export type Manifest<Format extends string> = Omit<BundleManifest, 'format'> & { format: Format };
export type PlainManifest = Manifest<typeof PLAIN_FORMAT>;

/**
 * Emits `vision_encoder` and a `text_decoder` without a cache.
 * @throws {CheckpointError} if the model cannot caption
 */
export async function emitPlain(
  checkpoint: Checkpoint,
  dtype: PlainDtype,
  tied: EmitOptions['tied'],
): Promise<Emission> {
  const { config } = checkpoint;
  if (config.kind !== 'captioner' && config.kind !== 'mixture') {
    throw new CheckpointError('unsupported-model', `A ${config.kind} has no plain form. Choose a captioner.`);
  }
  const weights = new Weights(checkpoint.tensors);
  const isTied = await tied(weights);
  const policy = plainPolicy(dtype);
  const vision = new Graph('vision_encoder');
  emitVisionEncoder({ graph: vision, weights, policy }, config.architecture.vision, plainAttention);
  const decoder = new Graph('text_decoder');
  emitPlainDecoder({ graph: decoder, weights, policy }, captionDecoder(config.architecture), isTied);
  return {
    capabilities: ['caption'],
    graphs: [
      { role: 'vision_encoder', graph: vision },
      { role: 'text_decoder', graph: decoder },
    ],
  };
}

/**
 * Reads the manifest of a plain export as if it were a bundle's.
 * @throws {BundleError} for anything else
 */
export function readPlainManifest(json: string): BundleManifest {
  const plain = `"format": "${PLAIN_FORMAT}"`;
  if (!json.includes(plain))
    throw new BundleError('model-corrupt', `${MANIFEST_FILE} is not of a plain export.`);
  return parseManifest(json.replace(plain, `"format": "${BUNDLE_FORMAT}"`));
}
