import { type Candidates, MOST_CANDIDATES, type ReductionSize } from '../decode/candidates.ts';
import { createBuffer } from './gpu-buffer.ts';
import { createUniform, pipelineOf } from './gpu-pipeline.ts';

/** Of a workgroup, which takes one row. */
const THREADS = 256;
/** Threads that add up the others' sums, before one adds up theirs. */
const ADDERS = 16;
/** Words of a row's result before its lists. */
const HEAD = 4;

/**
 * A row's largest logit, Σ exp(logit − largest), its best words and the logits of the words that were named. Every
 * thread finds the largest of its share. The `largest`-th best of these is a border that at least as many words reach,
 * and few more, because neighbouring words are different threads'; all that reach it are given, without order, as far
 * as there is room.
 */
const SHADER = /* wgsl */ `
struct Sizes { vocabulary: u32, largest: u32, room: u32, named: u32, stride: u32 }
@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> names: array<u32>;
@group(0) @binding(2) var<storage, read_write> reduced: array<u32>;
@group(0) @binding(3) var<uniform> sizes: Sizes;

const THREADS = ${THREADS}u;
const ADDERS = ${ADDERS}u;
var<workgroup> best: array<f32, THREADS>;
var<workgroup> sums: array<f32, THREADS>;
var<workgroup> largest: f32;
/** Several threads may find it. */
var<workgroup> border: atomic<u32>;
var<workgroup> found: atomic<u32>;

/** Whether \`largest\` of the threads' best words reach this thread's, and fewer are better. */
fn is_border(mine: f32) -> bool {
  var better = vec4u();
  var as_good = vec4u();
  for (var other = 0u; other < THREADS; other += 4u) {
    let four = vec4f(best[other], best[other + 1u], best[other + 2u], best[other + 3u]);
    better += vec4u(four > vec4f(mine));
    as_good += vec4u(four >= vec4f(mine));
  }
  let counts = vec2u(better.x + better.y + better.z + better.w, as_good.x + as_good.y + as_good.z + as_good.w);
  return counts.x < sizes.largest && counts.y >= sizes.largest;
}

fn greatest() -> f32 {
  var most = best[0];
  for (var other = 1u; other < THREADS; other++) { most = max(most, best[other]); }
  return most;
}

fn sum_of(adder: u32) -> f32 {
  var sum = 0.0;
  for (var thread = adder; thread < THREADS; thread += ADDERS) { sum += sums[thread]; }
  return sum;
}

@compute @workgroup_size(THREADS)
fn reduce(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x * sizes.vocabulary;
  let result = group.x * sizes.stride;
  let ids = result + ${HEAD}u;

  var mine = -3.4028234e38;
  for (var id = thread; id < sizes.vocabulary; id += THREADS) { mine = max(mine, logits[row + id]); }
  best[thread] = mine;
  workgroupBarrier();
  if (is_border(mine)) { atomicStore(&border, bitcast<u32>(mine)); }
  if (thread == 0u) { largest = greatest(); }
  workgroupBarrier();

  let least = bitcast<f32>(atomicLoad(&border));
  var sum = 0.0;
  for (var id = thread; id < sizes.vocabulary; id += THREADS) {
    let logit = logits[row + id];
    sum += exp(logit - largest);
    if (logit >= least) {
      let place = atomicAdd(&found, 1u);
      if (place < sizes.room) {
        reduced[ids + place] = id;
        reduced[ids + sizes.room + place] = bitcast<u32>(logit);
      }
    }
  }
  sums[thread] = sum;
  for (var n = thread; n < sizes.named; n += THREADS) {
    let logit = logits[row + names[group.x * sizes.named + n]];
    reduced[ids + 2u * sizes.room + n] = bitcast<u32>(logit);
  }
  workgroupBarrier();
  if (thread < ADDERS) { sum = sum_of(thread); }
  workgroupBarrier();
  if (thread < ADDERS) { sums[thread] = sum; }
  workgroupBarrier();
  if (thread == 0u) {
    var total = 0.0;
    for (var adder = 0u; adder < ADDERS; adder++) { total += sums[adder]; }
    reduced[result] = bitcast<u32>(largest);
    reduced[result + 1u] = bitcast<u32>(total);
    reduced[result + 2u] = bitcast<u32>(least);
    reduced[result + 3u] = atomicLoad(&found);
  }
}
`;

export interface LogitsReducerOptions {
  device: GPUDevice;
  batch: number;
  vocabulary: number;
  size: ReductionSize;
  /** [B, V] */
  logits: GPUBuffer;
}

/** Rows of logits to candidates, on the device. Throws a `RangeError` for more candidates than there are words. */
export class LogitsReducer {
  readonly #device: GPUDevice;
  readonly #batch: number;
  readonly #size: ReductionSize;
  readonly #room: number;
  /** Words of a row's result. */
  readonly #stride: number;
  readonly #pipeline: GPUComputePipeline;
  readonly #bindings: GPUBindGroup;
  readonly #buffers: { names: GPUBuffer; reduced: GPUBuffer; sizes: GPUBuffer };

  constructor({ device, batch, vocabulary, size, logits }: LogitsReducerOptions) {
    const { largest, named } = size;
    const most = Math.min(MOST_CANDIDATES, vocabulary);
    if (largest > most) throw new RangeError(`${largest} candidates, of ${most} at most`);
    this.#device = device;
    this.#batch = batch;
    this.#size = size;
    this.#room = roomFor(largest);
    this.#stride = HEAD + 2 * this.#room + named;
    this.#buffers = {
      names: createBuffer(device, 4 * batch * named),
      reduced: createBuffer(device, this.bytes),
      sizes: createUniform(device, [vocabulary, largest, this.#room, named, this.#stride]),
    };
    this.#pipeline = pipelineOf(device, SHADER, 'reduce');
    const { names, reduced, sizes } = this.#buffers;
    const entries = [logits, names, reduced, sizes].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    }));
    this.#bindings = device.createBindGroup({ layout: this.#pipeline.getBindGroupLayout(0), entries });
  }

  /** Bytes of all rows' results. */
  get bytes(): number {
    return 4 * this.#batch * this.#stride;
  }

  /**
   * Records the reduction, its result to go to the beginning of `staging`. `named`: for each row the ids whose logits
   * are wanted in any case.
   */
  encode(encoder: GPUCommandEncoder, named: readonly (readonly number[])[], staging: GPUBuffer): void {
    const names = new Uint32Array(this.#batch * this.#size.named);
    for (const [row, ids] of named.entries()) names.set(ids, row * this.#size.named);
    this.#device.queue.writeBuffer(this.#buffers.names, 0, names);
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindings);
    pass.dispatchWorkgroups(this.#batch);
    pass.end();
    encoder.copyBufferToBuffer(this.#buffers.reduced, 0, staging, 0, this.bytes);
  }

  /** What downloaded bytes begin with, row by row; `named` as it was encoded. */
  decode(bytes: Uint8Array<ArrayBuffer>, named: readonly (readonly number[])[]): Candidates[] {
    return Array.from({ length: this.#batch }, (_, row) => {
      const start = bytes.byteOffset + 4 * row * this.#stride;
      return this.#decodeRow(bytes.buffer, start, named[row] ?? []);
    });
  }

  dispose(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.destroy();
  }

  #decodeRow(buffer: ArrayBuffer, start: number, named: readonly number[]): Candidates {
    const words = new Uint32Array(buffer, start, this.#stride);
    const floats = new Float32Array(buffer, start, this.#stride);
    const room = this.#room;
    const count = words[3]!;
    const known = new Map<number, number>();
    for (let n = HEAD; n < HEAD + Math.min(count, room); n++) known.set(words[n]!, floats[n + room]!);
    for (const [n, id] of named.entries()) known.set(id, floats[HEAD + 2 * room + n]!);
    const ids = [...known.keys()].sort((a, b) => a - b);
    return {
      ids,
      logits: Float32Array.from(ids, (id) => known.get(id)!),
      rest: count > room ? Infinity : floats[2]!,
      logSumExp: floats[0]! + Math.log(floats[1]!),
    };
  }
}

/**
 * Room for all words that reach the border, whose shares are as good as drawn: how many draws it takes to hit `largest`
 * of the threads, and six standard deviations (the coupon collector's problem).
 */
export function roomFor(largest: number): number {
  const missed = 1 - largest / THREADS;
  const mean = -THREADS * Math.log(missed);
  const variance = THREADS * (1 / missed - 1) - mean;
  return Math.ceil(mean + 6 * Math.sqrt(variance));
}
