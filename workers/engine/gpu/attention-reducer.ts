import { toFloat32 } from '../../../core/float.ts';
import type { PatchMap } from '../../../core/protocol/index.ts';
import { type HeadSelection, selected } from '../explain/attention.ts';
import type { DecoderShape } from '../model.ts';
import { createUniform } from './gpu-buffer.ts';

const WORKGROUP = 64;

/**
 * One thread computes two neighbouring patches of one row's map and stores them as half floats, which halves the bytes
 * read back; the rounding error is 2⁻¹¹ of each value. Attention is [L, H, B, N], column 0 of N the [CLS] token.
 */
const SHADER = /* wgsl */ `
struct Selection {
  first_layer: u32, layer_count: u32,
  first_head: u32, head_count: u32,
  heads: u32, batch: u32, columns: u32, words: u32,
}
@group(0) @binding(0) var<storage, read> attention: array<f32>;
@group(0) @binding(1) var<storage, read_write> maps: array<u32>;
@group(0) @binding(2) var<uniform> selection: Selection;

fn mean(row: u32, column: u32) -> f32 {
  if (column >= selection.columns) { return 0.0; }
  var sum = 0.0;
  for (var l = 0u; l < selection.layer_count; l++) {
    for (var h = 0u; h < selection.head_count; h++) {
      let head = (selection.first_layer + l) * selection.heads + selection.first_head + h;
      sum += attention[(head * selection.batch + row) * selection.columns + column];
    }
  }
  return sum / f32(selection.layer_count * selection.head_count);
}

@compute @workgroup_size(${WORKGROUP})
fn reduce(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= selection.batch * selection.words) { return; }
  let row = id.x / selection.words;
  let column = 2u * (id.x % selection.words) + 1u;
  maps[id.x] = pack2x16float(vec2f(mean(row, column), mean(row, column + 1u)));
}
`;

/** The selected layers and heads, as the shader reads them. */
export type Selection = GPUBuffer;

export interface Reduction {
  /** One step, [L, H, B, N]. */
  attention: GPUBuffer;
  selection: Selection;
  /** The maps are written from `offset`, a multiple of 256. */
  maps: GPUBuffer;
  offset?: number;
}

/** `reduceAttention` on the GPU: B rows of attention to B maps. */
export class AttentionReducer {
  readonly #device: GPUDevice;
  readonly #shape: DecoderShape;
  readonly #batch: number;
  readonly #pipeline: GPUComputePipeline;
  /** Two patches each. */
  readonly #wordsPerRow: number;

  constructor(device: GPUDevice, shape: DecoderShape, batch: number) {
    this.#device = device;
    this.#shape = shape;
    this.#batch = batch;
    this.#wordsPerRow = Math.ceil((shape.columns - 1) / 2);
    this.#pipeline = pipelineOf(device);
  }

  /** Bytes of all rows' maps. */
  get bytes(): number {
    return 4 * this.#batch * this.#wordsPerRow;
  }

  /**
   * The caller destroys it.
   *
   * @throws {SettingsError} for a layer or head that the model does not have.
   */
  select({ layer, head }: HeadSelection): Selection {
    const { layers, heads, columns } = this.#shape;
    const [chosenLayers, chosenHeads] = [selected('layer', layer, layers), selected('head', head, heads)];
    const words = [
      ...[chosenLayers[0]!, chosenLayers.length, chosenHeads[0]!, chosenHeads.length],
      ...[heads, this.#batch, columns, this.#wordsPerRow],
    ];
    return createUniform(this.#device, words);
  }

  /** Records the reduction of one step. */
  encode(encoder: GPUCommandEncoder, { attention, selection, maps, offset = 0 }: Reduction): void {
    const resources = [
      { buffer: attention },
      { buffer: maps, offset, size: this.bytes },
      { buffer: selection },
    ];
    const layout = this.#pipeline.getBindGroupLayout(0);
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries }));
    pass.dispatchWorkgroups(Math.ceil((this.#batch * this.#wordsPerRow) / WORKGROUP));
    pass.end();
  }

  /** The maps at the start of downloaded bytes, one per row. */
  decode(bytes: Uint8Array): PatchMap[] {
    const patches = this.#shape.columns - 1;
    const values = toFloat32(bytes.subarray(0, this.bytes), 'F16');
    return Array.from({ length: this.#batch }, (_, row) => {
      const start = row * 2 * this.#wordsPerRow;
      return values.slice(start, start + patches);
    });
  }
}

const pipelines = new WeakMap<GPUDevice, GPUComputePipeline>();

/** The shader's pipeline, made once per device. */
function pipelineOf(device: GPUDevice): GPUComputePipeline {
  let pipeline = pipelines.get(device);
  if (!pipeline) {
    const module = device.createShaderModule({ code: SHADER });
    pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'reduce' } });
    pipelines.set(device, pipeline);
  }
  return pipeline;
}
