/** For tests: files of weights made in memory. */
import type { StoredTensor } from '../checkpoint/safetensors.ts';

export interface Part {
  name: string;
  dtype: string;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** The tensors of a file with their bytes, to be written into another. */
export function partsOf(tensors: readonly StoredTensor[]): Promise<Part[]> {
  const part = async ({ name, dtype, shape, read }: StoredTensor): Promise<Part> => ({
    name,
    dtype,
    shape,
    bytes: (await read()).slice(),
  });
  return Promise.all(tensors.map(part));
}

/** In the layout of safetensors: header length, header, tensors. */
export function safetensors(parts: readonly Part[]): Uint8Array {
  let offset = 0;
  const header: Record<string, object> = {};
  for (const { name, dtype, shape, bytes } of parts) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.byteLength] };
    offset += bytes.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  return new Uint8Array(Buffer.concat([length, json, ...parts.map(({ bytes }) => bytes)]));
}
