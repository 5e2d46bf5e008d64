/** For tests and benchmarks: the tensors that the exporter takes from a checkpoint. */
import { planModel } from '../blip/models.ts';
import { parseConfig } from '../checkpoint/config.ts';
import { type Weight, Weights } from '../checkpoint/weights.ts';
import { Graph } from '../graph/graph.ts';
import { policyFor } from '../quantize/policy.ts';

/** Notes which tensors are taken. */
class RequestedWeights extends Weights {
  readonly shapes = new Map<string, readonly number[]>();

  /** @param positions of the image, the only size that the emitters leave open. */
  constructor(private readonly positions: number) {
    super([]);
  }

  override has(): boolean {
    return true;
  }

  override take(key: string, sizes: readonly (number | null)[]): Weight {
    const shape = sizes.map((size) => size ?? this.positions);
    this.shapes.set(key, shape);
    return { key, shape, read: () => Promise.reject(new Error(`${key} has no values.`)) };
  }
}

/** Shapes by the hub's names, in the order of the graphs; `config` is a config.json, the output matrix tied. */
export function requestedShapes(config: object): ReadonlyMap<string, readonly number[]> {
  const parsed = parseConfig(JSON.stringify(config));
  const { imageSize, patchSize } = parsed.architecture.vision;
  const weights = new RequestedWeights((imageSize / patchSize) ** 2 + 1);
  const plan = planModel(parsed, {
    tiedEmbeddings: true,
    sharedKeysValues: false,
  });
  for (const { role, emit } of plan.graphs)
    emit({ graph: new Graph(role), weights, policy: policyFor('fp32', 'node', role), target: 'node' });
  return weights.shapes;
}
