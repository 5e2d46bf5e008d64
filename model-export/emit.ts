/** Emits graphs from weights, without reading a tensor. */

import type { Capability, Dtype, Target } from '../core/dtypes.ts';
import type { GraphRole } from '../core/manifest/manifest.ts';
import { type ModelPlan, planModel } from './blip/models.ts';
import { tieOutput } from './blip/output-ties.ts';
import { type IsShared, sharesKeysValues, shareTextTower } from './checkpoint/mixture.ts';
import type { Checkpoint } from './checkpoint/open.ts';
import { Weights } from './checkpoint/weights.ts';
import { Graph } from './graph/graph.ts';
import { policyFor, policyInFloat, type QuantizationPolicy } from './quantize/policy.ts';

export interface EmittedGraph {
  role: GraphRole;
  graph: Graph;
  /** Whether it is the twin of another, multiplied in float32; see `BundleManifest.fp32Fallback`. */
  fp32Fallback?: boolean;
}

export interface Emission {
  capabilities: Capability[];
  graphs: EmittedGraph[];
}

export interface EmitOptions {
  target: Target;
  dtype: Dtype;
  /** Whether two tensors that may be one are; compares their bytes by default. */
  isShared?: IsShared | undefined;
}

/**
 * Emits all graphs, and checks that every tensor of the checkpoint is used or ignored for a reason.
 * @throws {CheckpointError}
 */
export async function emitModel(checkpoint: Checkpoint, options: EmitOptions): Promise<Emission> {
  const weights = new Weights(checkpoint.tensors);
  const mixed = checkpoint.config.kind === 'mixture';
  if (mixed) await shareTextTower(weights, options.isShared);
  const tied = await tieOutput(weights, checkpoint.config.tiedEmbeddings, options.isShared);
  const plan = planModel(checkpoint.config, {
    tiedEmbeddings: tied,
    sharedKeysValues: mixed && sharesKeysValues(weights),
  });
  const graphs = emitGraphs(weights, plan, options);
  weights.finish([...plan.ignored, ...checkpoint.leftovers]);
  return { capabilities: plan.capabilities, graphs };
}

function emitGraphs(weights: Weights, plan: ModelPlan, { target, dtype }: EmitOptions): EmittedGraph[] {
  return plan.graphs.flatMap(({ role, emit }) => {
    const emitted = (name: string, policy: QuantizationPolicy, fp32Fallback: boolean): EmittedGraph => {
      const graph = new Graph(name);
      emit({ graph, weights, policy, target });
      return { role, graph, fp32Fallback };
    };
    const floating = policyInFloat(dtype, target, role);
    const stored = emitted(role, policyFor(dtype, target, role), false);
    return floating ? [stored, emitted(`${role}.in-float`, floating, true)] : [stored];
  });
}
