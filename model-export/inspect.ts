/** Determines what a checkpoint is and the size of its bundles, from names and shapes. */

import { type Capability, DTYPES, type Dtype, type Target } from '../core/dtypes.ts';
import { plannedBytes } from './bundle/data-writer.ts';
import { type OpenOptions, openCheckpoint } from './checkpoint/open.ts';
import { readSettings } from './checkpoint/read-settings.ts';
import type { Weights } from './checkpoint/weights.ts';
import { emitModel } from './emit.ts';
import type { CheckpointFiles } from './io/byte-source.ts';
import { type MatmulCounts, matmulCounts } from './matmul-benchmark.ts';
import { requireDtype } from './quantize/policy.ts';
import { UnsupportedDtypeError } from './quantize/scheme.ts';

/** What a checkpoint can become. */
export interface Inspection {
  capabilities: Capability[];
  /** What was inferred from the weights without a config.json, one line each. */
  inferred: string[];
  /** Bytes of the weights in a bundle; graphs and tokenizer add about 1 MB. Unsupported dtypes are absent. */
  bundleBytes: Partial<Record<Dtype, number>>;
  /** What captioning takes. */
  work: MatmulCounts;
}

/** What a checkpoint is inspected for. */
export interface InspectOptions extends OpenOptions {
  target: Target;
}

/**
 * Assumes that a mixture's text towers share all but self-attention, as in BLIP's training, and that a second output
 * matrix or bias equals the first: comparing would require reading both.
 */
const isShared = (_: Weights, key: string) => !key.includes('.attention.');

/**
 * Inspects a checkpoint without reading weights.
 * @throws {CheckpointError} if it cannot be converted
 */
export async function inspectCheckpoint(
  files: CheckpointFiles,
  { target, heads }: InspectOptions,
): Promise<Inspection> {
  const checkpoint = await openCheckpoint(files, { heads });
  await readSettings(files, checkpoint.config);
  const bundleBytes: Inspection['bundleBytes'] = {};
  let capabilities: Capability[] = [];
  for (const dtype of DTYPES) {
    try {
      requireDtype(dtype, target);
      const emission = await emitModel(checkpoint, { target, dtype, isShared });
      capabilities = emission.capabilities;
      const graphs = [...emission.graphs, ...(emission.answerer?.graphs ?? [])];
      bundleBytes[dtype] = plannedBytes(graphs.map(({ graph }) => graph));
    } catch (error) {
      if (!(error instanceof UnsupportedDtypeError)) throw error;
    }
  }
  const work = matmulCounts(checkpoint.config.architecture, capabilities);
  return { capabilities, inferred: checkpoint.inferred, bundleBytes, work };
}
