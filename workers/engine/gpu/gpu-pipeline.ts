const made = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** A shader's pipeline, `entryPoint` its only stage; made once for each device. */
export function pipelineOf(device: GPUDevice, code: string, entryPoint: string): GPUComputePipeline {
  const ofDevice = made.get(device) ?? new Map<string, GPUComputePipeline>();
  made.set(device, ofDevice);
  const pipeline = ofDevice.get(code) ?? makePipeline(device, code, entryPoint);
  ofDevice.set(code, pipeline);
  return pipeline;
}

function makePipeline(device: GPUDevice, code: string, entryPoint: string): GPUComputePipeline {
  const module = device.createShaderModule({ code });
  return device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint } });
}

/** A uniform buffer of these words. The caller destroys it. */
export function createUniform(device: GPUDevice, words: readonly number[]): GPUBuffer {
  const usage = GPUBufferUsage.UNIFORM;
  const buffer = device.createBuffer({ size: 4 * words.length, usage, mappedAtCreation: true });
  new Uint32Array(buffer.getMappedRange()).set(words);
  buffer.unmap();
  return buffer;
}
