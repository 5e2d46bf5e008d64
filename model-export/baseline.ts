/** The captioner in the standard form, the baseline for measurements of speed. */

import { BUNDLE_FORMAT, BundleError, type BundleManifest, MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { parseManifest } from '../core/manifest/parse-manifest.ts';
import { baselineAttention, emitBaselineDecoder } from './blip/baseline.ts';
import { tieOutput } from './blip/output-ties.ts';
import { captionDecoder } from './blip/text-decoder.ts';
import { emitVisionEncoder } from './blip/vision.ts';
import { CheckpointError } from './checkpoint/errors.ts';
import type { Checkpoint } from './checkpoint/open.ts';
import { Weights } from './checkpoint/weights.ts';
import type { Emission } from './emit.ts';
import { Graph } from './graph/graph.ts';
import { baselinePolicy } from './quantize/baseline.ts';

export const BASELINE_FORMAT = 'blipscope-baseline';

/** Storage of weights; arithmetic is float32 for both. */
export type BaselineDtype = 'fp32' | 'fp16';

export type Manifest<Format extends string> = Omit<BundleManifest, 'format'> & { format: Format };
export type BaselineManifest = Manifest<typeof BASELINE_FORMAT>;

/**
 * Emits `vision_encoder` and a `text_decoder` without a cache.
 * @throws {CheckpointError} if the model cannot caption
 */
export async function emitBaseline(checkpoint: Checkpoint, dtype: BaselineDtype): Promise<Emission> {
  const { config } = checkpoint;
  if (config.kind !== 'captioner' && config.kind !== 'mixture') {
    throw new CheckpointError(
      'unsupported-model',
      `A ${config.kind} cannot be exported as a baseline. Choose a captioner.`,
    );
  }
  const weights = new Weights(checkpoint.tensors);
  const isTied = await tieOutput(weights, config.tiedEmbeddings);
  const to = { weights, policy: baselinePolicy(dtype), target: 'wasm' } as const;
  const vision = new Graph('vision_encoder');
  emitVisionEncoder({ graph: vision, ...to }, config.architecture.vision, baselineAttention);
  const decoder = new Graph('text_decoder');
  emitBaselineDecoder({ graph: decoder, ...to }, captionDecoder(config.architecture), isTied);
  return {
    capabilities: ['caption'],
    graphs: [
      { role: 'vision_encoder', graph: vision },
      { role: 'text_decoder', graph: decoder },
    ],
  };
}

/**
 * Reads the manifest of a baseline as if it were a bundle's.
 * @throws {BundleError} for anything else
 */
export function readBaselineManifest(json: string): BundleManifest {
  const baseline = `"format": "${BASELINE_FORMAT}"`;
  if (!json.includes(baseline))
    throw new BundleError('model-corrupt', `${MANIFEST_FILE} is not that of a baseline.`);
  return parseManifest(json.replace(baseline, `"format": "${BUNDLE_FORMAT}"`));
}
