import { BYTES_PER_ELEMENT, type StoredTensor } from './safetensors.ts';

/** Of each tensor at once: the largest, an output matrix, need not be in memory twice to be compared. */
const RANGE_BYTES = 1024 * 1024;

/**
 * Whether two tensors of one dtype hold the same bytes. Reads both, range by range, up to the first that differs;
 * neither where they lie in one place, as PyTorch stores tensors that are tied.
 */
export async function sameBytes(a: StoredTensor, b: StoredTensor): Promise<boolean> {
  const bytes = bytesOf(a);
  if (a.dtype !== b.dtype || bytes !== bytesOf(b)) return false;
  if (a.place === b.place) return true;
  for (let start = 0; start < bytes; start += RANGE_BYTES) {
    const end = Math.min(bytes, start + RANGE_BYTES);
    const [left, right] = [await a.readRange(start, end), await b.readRange(start, end)];
    if (!left.every((byte, index) => byte === right[index])) return false;
  }
  return true;
}

function bytesOf({ dtype, shape }: StoredTensor): number {
  return shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
}
