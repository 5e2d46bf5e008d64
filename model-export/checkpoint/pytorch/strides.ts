/** A view of a storage; offset and strides count elements. */
export interface StridedView {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** 0 if an axis is empty, however long the others are. */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** The elements of the storage from a view's first to its last, both included. */
export function extent({ shape, strides }: StridedView): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 1);
}

/** Whether the elements are contiguous in row-major order. */
export function isContiguous({ shape, strides }: StridedView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 1) continue;
    if (strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Copies the elements of a view in row-major order. `span` starts at the view's first element. */
export function gather(span: Uint8Array, view: StridedView, elementBytes: number): Uint8Array {
  // Axes of size 1 never advance; without them the counter has at most log2(elements) digits.
  const axes = view.shape.flatMap((size, axis) =>
    size === 1 ? [] : [{ size, stride: view.strides[axis]! }],
  );
  const counter = axes.map(() => 0);
  const out = new Uint8Array(elementCount(view.shape) * elementBytes);
  let from = 0;
  for (let to = 0; to < out.byteLength; to += elementBytes) {
    for (let byte = 0; byte < elementBytes; byte++) out[to + byte] = span[from * elementBytes + byte]!;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { size, stride } = axes[axis]!;
      from += stride;
      counter[axis]! += 1;
      if (counter[axis]! < size) break;
      from -= stride * size;
      counter[axis] = 0;
    }
  }
  return out;
}
