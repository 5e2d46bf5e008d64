import { Tensor } from 'onnxruntime-common';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUFFER_USAGE, FakeDevice } from '../testing/fake-device.ts';
import { StaticCache } from './static-cache.ts';

const SHAPE = { layers: 2, heads: 2, headWidth: 3, vocabulary: 4, columns: 5 };
const BATCH = 3;
/** 9 positions, rounded up to 16. */
const ROW = 2 * 16 * 3;

beforeEach(() => vi.stubGlobal('GPUBufferUsage', BUFFER_USAGE));
afterEach(() => vi.unstubAllGlobals());

function makeCache() {
  const gpu = new FakeDevice();
  const cache = new StaticCache({
    tensor: Tensor,
    device: gpu.device,
    batch: BATCH,
    shape: SHAPE,
    maxLength: 9,
  });
  const caches = gpu.buffers.slice(0, 4);
  // Row b of buffer i contains 10·i + b.
  for (const [i, buffer] of caches.entries()) {
    for (let b = 0; b < BATCH; b++) buffer.floats.fill(10 * i + b, b * ROW, (b + 1) * ROW);
  }
  return { gpu, cache, caches };
}

describe('static cache', () => {
  test('binds the same buffer as past and present, its length rounded up to 8', () => {
    const { cache } = makeCache();
    const [past, present] = [cache.feeds(), cache.fetches()];
    expect(Object.keys(past)).toEqual(['past_key.0', 'past_key.1', 'past_value.0', 'past_value.1']);
    for (const slot of ['key.0', 'key.1', 'value.0', 'value.1']) {
      expect(past[`past_${slot}`]!.dims).toEqual([BATCH, 2, 16, 3]);
      expect(past[`past_${slot}`]!.gpuBuffer).toBe(present[`present_${slot}`]!.gpuBuffer);
    }
  });

  test('its buffers can be bound and copied, and their sizes are multiples of 16', () => {
    const { caches } = makeCache();
    const { STORAGE, COPY_SRC, COPY_DST } = BUFFER_USAGE;
    for (const { descriptor } of caches) {
      expect(descriptor.usage).toBe(STORAGE | COPY_SRC | COPY_DST);
      expect(descriptor.size % 16).toBe(0);
      expect(descriptor.size).toBeGreaterThanOrEqual(4 * BATCH * ROW);
    }
  });

  test.each([[[2, 0, 0]], [[1, 2, 0]], [[0, 0, 2]]])('reorders rows to %o in every buffer', (parents) => {
    const { cache, caches, gpu } = makeCache();
    cache.reorder(parents);
    for (const [i, { floats }] of caches.entries()) {
      const expected = parents.flatMap((parent) => new Array<number>(ROW).fill(10 * i + parent));
      expect([...floats.subarray(0, BATCH * ROW)]).toEqual(expected);
    }
    expect(gpu.submissions).toBe(1);
  });

  test('reordering creates no buffer, and copies nothing for the same order', () => {
    const { cache, gpu } = makeCache();
    const count = gpu.buffers.length;
    cache.reorder([1, 1, 0]);
    cache.reorder([0, 1, 2]);
    expect(gpu.buffers.length).toBe(count);
    expect(gpu.submissions).toBe(1);
  });

  test('disposing destroys every buffer', () => {
    const { cache, gpu } = makeCache();
    cache.dispose();
    expect(gpu.alive).toEqual([]);
  });
});
