/** Emits graphs from weights, without reading a tensor. */

import type { Capability, Dtype, Target } from '../core/dtypes.ts';
import { ANSWERER_SHARES } from '../core/manifest/answerer.ts';
import type { GraphRole } from '../core/manifest/manifest.ts';
import { type ModelPlan, planModel } from './blip/models.ts';
import { tieOutput } from './blip/output-ties.ts';
import type { AnswererCheckpoint } from './checkpoint/answerer.ts';
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
  /** A question answerer beside a captioner; its graphs are without those that both share. */
  answerer?: AnswererCheckpoint & { graphs: EmittedGraph[] };
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
  if (!checkpoint.answerer) return { capabilities: plan.capabilities, graphs };
  const answerer = { ...checkpoint.answerer, graphs: await emitAnswerer(checkpoint.answerer, options) };
  return { capabilities: [...plan.capabilities, 'answer'], graphs, answerer };
}

const ANSWERER = 'answerer.';

/** All graphs are emitted, so that every tensor is checked. */
async function emitAnswerer(
  { config, tensors }: AnswererCheckpoint,
  options: EmitOptions,
): Promise<EmittedGraph[]> {
  const weights = new Weights(tensors, ANSWERER);
  const tiedEmbeddings = await tieOutput(weights, config.tiedEmbeddings, options.isShared);
  const plan = planModel(config, { tiedEmbeddings, sharedKeysValues: false });
  const graphs = emitGraphs(weights, plan, options, ANSWERER);
  weights.finish(plan.ignored);
  return graphs.filter(({ role }) => !ANSWERER_SHARES.includes(role));
}

/** `prefix` of the graphs' names. */
function emitGraphs(
  weights: Weights,
  plan: ModelPlan,
  { target, dtype }: EmitOptions,
  prefix = '',
): EmittedGraph[] {
  return plan.graphs.flatMap(({ role, emit }) => {
    const emitted = (name: string, policy: QuantizationPolicy, fp32Fallback: boolean): EmittedGraph => {
      const graph = new Graph(prefix + name);
      emit({ graph, weights, policy, target });
      return { role, graph, fp32Fallback };
    };
    const floating = policyInFloat(dtype, target, role);
    const stored = emitted(role, policyFor(dtype, target, role), false);
    return floating ? [stored, emitted(`${role}.in-float`, floating, true)] : [stored];
  });
}
