/**
 * Stored bytes (little-endian) as float32 values. `dtype` is 'F64', 'F32', 'F16' or 'BF16', as safetensors names them.
 * @throws {TypeError} for any other dtype
 */
export function toFloat32(bytes: Uint8Array, dtype: string): Float32Array<ArrayBuffer> {
  switch (dtype) {
    case 'F32':
      return new Float32Array(aligned(bytes), 0, bytes.byteLength / 4);
    case 'F64':
      return Float32Array.from(new Float64Array(aligned(bytes), 0, bytes.byteLength / 8));
    case 'F16':
      return halfToFloat(new Uint16Array(aligned(bytes), 0, bytes.byteLength / 2));
    case 'BF16':
      return bfloatToFloat(new Uint16Array(aligned(bytes), 0, bytes.byteLength / 2));
    default:
      throw new TypeError(`${dtype} is not a floating type`);
  }
}

/**
 * A buffer that starts at the first byte: typed arrays require alignment, and a range of a file has none. Bytes that
 * fill their buffer are not copied: an embedding takes 94 MB.
 */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const ownsBuffer = bytes.byteLength === bytes.buffer.byteLength;
  // Not `bytes.slice()`: on a Node Buffer that returns a view of a shared buffer, not a copy.
  return (ownsBuffer ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer;
}

/** bfloat16 is the upper half of a float32. */
function bfloatToFloat(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

function halfToFloat(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = decodeHalf(halves[i]!);
  return floats;
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Whether no value is NaN or infinite. */
export function areFinite(values: Float32Array): boolean {
  // Both spread to the sum, for which the largest float32 values are too small to make it infinite in double precision.
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return Number.isFinite(sum);
}
