/** Sizes of buffers that the runtime binds are multiples of this many bytes. */
const ALIGNMENT = 16;

/** The next multiple of `step`. */
export function alignTo(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}

/** A storage buffer that the runtime can bind and that can be copied from and to. The caller destroys it. */
export function createBuffer(device: GPUDevice, bytes: number): GPUBuffer {
  return device.createBuffer({
    size: alignTo(bytes, ALIGNMENT),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** A buffer for `download`. The caller destroys it. */
export function createStaging(device: GPUDevice, bytes: number): GPUBuffer {
  return device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
}

/** Waits for all submitted work and returns a copy of a staging buffer's bytes. */
export async function download(staging: GPUBuffer): Promise<Uint8Array<ArrayBuffer>> {
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = new Uint8Array(staging.getMappedRange()).slice();
  staging.unmap();
  return bytes;
}

/** A uniform buffer of these words. The caller destroys it. */
export function createUniform(device: GPUDevice, words: readonly number[]): GPUBuffer {
  const usage = GPUBufferUsage.UNIFORM;
  const buffer = device.createBuffer({ size: 4 * words.length, usage, mappedAtCreation: true });
  new Uint32Array(buffer.getMappedRange()).set(words);
  buffer.unmap();
  return buffer;
}
