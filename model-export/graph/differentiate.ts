/**
 * Reverse-mode differentiation: appends the derivatives of one value of a graph with respect to others, as ordinary
 * nodes. The rules are in `gradient-rules.ts`, one per operator.
 * Source: Baydin et al. 2018, "Automatic differentiation in machine learning: a survey", section 3.2.
 */
import { GRADIENT_RULES } from './gradient-rules.ts';
import type { Graph, Node, Value } from './graph.ts';
import { add } from './ops.ts';
import { ShapeError } from './shape.ts';

/** What `stopGradient` emits. */
const STOP = 'Identity';

/**
 * Appends nodes that compute Σ seed·∂y/∂x for each x of `by`. These are total derivatives: one x may act through
 * another. `seed` has the shape of `y`.
 * @throws {ShapeError} if it has not
 * @throws {Error} for an x that y does not depend on, and for an operator without a rule between x and y
 */
export function differentiate(graph: Graph, y: Value, seed: Value, by: readonly Value[]): Value[] {
  if (`${seed.shape}` !== `${y.shape}`) {
    throw new ShapeError(`${seed.name} [${seed.shape}] cannot weigh ${y.name} [${y.shape}]`);
  }
  const forward = [...graph.nodes];
  const varying = dependingOn(forward, by);
  const gradients = new Map<Value, Value>([[y, seed]]);
  for (const node of forward.reverse()) {
    const [output] = node.outputs;
    const gradient = output && gradients.get(output);
    const passes = node.op !== STOP && node.inputs.some((input) => input && varying.has(input));
    if (gradient && passes) passBack(graph, node, gradient, varying, gradients);
  }
  return by.map((x) => {
    const gradient = gradients.get(x);
    if (!gradient) throw new Error(`${y.name} does not depend on ${x.name}`);
    return gradient;
  });
}

/** The values that depend on one of `sources`, including those, but not through a stopped gradient. */
function dependingOn(nodes: readonly Node[], sources: readonly Value[]): Set<Value> {
  const varying = new Set(sources);
  for (const { op, inputs, outputs } of nodes) {
    if (op === STOP || !inputs.some((input) => input && varying.has(input))) continue;
    for (const output of outputs) varying.add(output);
  }
  return varying;
}

/** Adds the contributions of one node's gradient to its inputs. */
function passBack(
  graph: Graph,
  node: Node,
  gradient: Value,
  varying: ReadonlySet<Value>,
  gradients: Map<Value, Value>,
): void {
  const rule = GRADIENT_RULES[node.op];
  if (!rule) throw new Error(`${node.name}: there is no derivative of ${node.op}`);
  graph.scope(`${node.name}/gradient`, () => {
    const byInput = rule(graph, node, gradient);
    for (const [index, input] of node.inputs.entries()) {
      if (!input || !varying.has(input)) continue;
      const emit = byInput[index];
      if (!emit) throw new Error(`${node.name}: there is no derivative by its input ${index}`);
      const known = gradients.get(input);
      gradients.set(input, known ? add(graph, known, emit()) : emit());
    }
  });
}
