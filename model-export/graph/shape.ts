/** A size, or the name of a size that the caller of the graph chooses. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A shape does not fit an operator or an annotation: a bug in the code that builds the graph. */
export class ShapeError extends Error {
  override name = 'ShapeError';
}

/** The sizes of axis letters seen so far. */
export type Bindings = Map<string, Dim>;

/**
 * Checks a value against axis letters: a letter is bound to the size where it first appears and compared from then
 * on; a number must match exactly.
 * @throws {ShapeError} naming the value, the axis and both sizes
 */
export function expectShape(
  bindings: Bindings,
  value: { readonly name: string; readonly shape: Shape },
  ...axes: readonly Dim[]
): void {
  if (value.shape.length !== axes.length) {
    throw new ShapeError(`${value.name} has shape [${value.shape}], expected axes [${axes}]`);
  }
  value.shape.forEach((size, index) => {
    const axis = axes[index] ?? size;
    const expected = typeof axis === 'number' ? axis : (bindings.get(axis) ?? size);
    if (typeof axis === 'string') bindings.set(axis, expected);
    if (expected !== size) {
      throw new ShapeError(`${value.name} has ${size} at axis ${index} (${axis}), expected ${expected}`);
    }
  });
}

/**
 * NumPy's broadcasting including symbols: a symbol broadcasts with itself or 1.
 * @throws {ShapeError}
 */
export function broadcast(a: Shape, b: Shape): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(`[${a}] and [${b}] do not broadcast`);
  });
}

/**
 * [..., M, K] × [..., K, N] → [..., M, N]; the leading axes broadcast.
 * @throws {ShapeError}
 */
export function matMulShape(a: Shape, b: Shape): Dim[] {
  const [m, k] = [a.at(-2), a.at(-1)];
  const [k2, n] = [b.at(-2), b.at(-1)];
  if (m === undefined || n === undefined || k === undefined || k !== k2) {
    throw new ShapeError(`[${a}] cannot be multiplied by [${b}]`);
  }
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), m, n];
}

/**
 * The result of a Reshape whose target may hold one −1. Symbols are included: the size of the −1 after division by
 * the others must be one number or one symbol.
 * @throws {ShapeError}
 */
export function reshapeShape(from: Shape, to: readonly number[], inferred?: Dim): Dim[] {
  if (!to.includes(-1)) {
    requireSameSize(from, to);
    return [...to];
  }
  const rest = inferred ?? inferredDim(from, to);
  return to.map((size) => (size === -1 ? rest : size));
}

function requireSameSize(from: Shape, to: readonly number[]): void {
  const size = (shape: Shape) => shape.reduce<number>((product, dim) => product * Number(dim), 1);
  if (size(from) !== size(to)) throw new ShapeError(`[${from}] cannot be reshaped to [${to}]`);
}

function inferredDim(from: Shape, to: readonly number[]): Dim {
  const numbers = from.filter((dim) => typeof dim === 'number').reduce((product, dim) => product * dim, 1);
  const symbols = from.filter((dim) => typeof dim === 'string');
  const known = to.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const [symbol, ...others] = symbols;
  if (symbol === undefined && numbers % known === 0) return numbers / known;
  if (symbol !== undefined && others.length === 0 && numbers === known) return symbol;
  throw new ShapeError(`[${from}] cannot be reshaped to [${to}]`);
}
