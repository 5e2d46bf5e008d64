/** The vectors of many pictures, to be compared with one. */

/** [E]. Its direction counts, not its length. */
export type Vector = Float32Array | Int8Array;

/** A picture's vector. */
export interface NamedVector {
  path: string;
  values: Vector;
}

/** A picture, and how similar it is. */
export interface Neighbour {
  path: string;
  /** −1 to 1. */
  cosine: number;
}

/** The vectors of a collection. */
export class VectorTable {
  readonly paths: readonly string[];
  readonly #size: number;
  /** [pictures, E] */
  readonly #values: Vector;
  /** One over the length of each. */
  readonly #scales: Float32Array;
  #indices: ReadonlyMap<string, number> | null = null;

  /** @throws {RangeError} for vectors of different sizes: they are of different matchers. */
  constructor(vectors: readonly NamedVector[]) {
    this.paths = vectors.map(({ path }) => path);
    this.#size = vectors[0]?.values.length ?? 0;
    const areBytes = vectors.every(({ values }) => values instanceof Int8Array);
    this.#values = new (areBytes ? Int8Array : Float32Array)(vectors.length * this.#size);
    this.#scales = new Float32Array(vectors.length);
    for (const [index, { values }] of vectors.entries()) {
      if (values.length !== this.#size) {
        throw new RangeError(`A vector has ${values.length} values, another one has ${this.#size}.`);
      }
      this.#values.set(values, index * this.#size);
      this.#scales[index] = 1 / lengthOf(values);
    }
  }

  /** Null for a picture that is not in it. */
  find(path: string): Vector | null {
    this.#indices ??= new Map(this.paths.map((each, index) => [each, index]));
    const index = this.#indices.get(path);
    return index === undefined ? null : this.#values.subarray(index * this.#size, (index + 1) * this.#size);
  }

  /**
   * Parallel to `paths`.
   * @throws {RangeError} for a query of another size, if there are vectors.
   */
  cosines(query: Vector): Float32Array {
    const count = this.paths.length;
    if (count > 0 && query.length !== this.#size) {
      throw new RangeError(`The query has ${query.length} values, the pictures’ vectors have ${this.#size}.`);
    }
    const cosines = new Float32Array(count);
    const unit = unitVector(query);
    const [values, size] = [this.#values, this.#size];
    for (let picture = 0, at = 0; picture < count; picture++) {
      let sum = 0;
      for (let index = 0; index < size; index++, at++) sum += values[at]! * unit[index]!;
      cosines[picture] = sum * this.#scales[picture]!;
    }
    return cosines;
  }

  /** The most similar ones, best first. @throws as `cosines`. */
  nearest(query: Vector, limit: number): Neighbour[] {
    const cosines = this.cosines(query);
    const least = limit < cosines.length ? cosines.toSorted().at(-limit)! : Number.NEGATIVE_INFINITY;
    const found: Neighbour[] = [];
    for (const [index, path] of this.paths.entries()) {
      const cosine = cosines[index]!;
      if (limit > 0 && cosine >= least) found.push({ path, cosine });
    }
    return found.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
  }
}

/** −1 to 1; 0 with a vector of zeros. */
export function cosineOf(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum / (lengthOf(a) * lengthOf(b));
}

/** Of the same direction, and of length 1; zeros stay zeros. */
export function unitVector(vector: Vector): Float32Array<ArrayBuffer> {
  const length = lengthOf(vector);
  return Float32Array.from(vector, (value) => value / length);
}

/** Never 0: a vector of zeros is similar to none. */
function lengthOf(values: Vector): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]! ** 2;
  return Math.sqrt(sum) || 1;
}
