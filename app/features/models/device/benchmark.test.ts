import { describe, expect, test } from 'vitest';
import type { MatmulTimes } from '../../../../core/protocol';
import {
  benchmarkOf,
  type DeviceBenchmark,
  estimate,
  fasterBackend,
  gainOfGpu,
  slowFp16Gpus,
  slowGpus,
  timeRatio,
  withResult,
} from './benchmark';

/** The same for pictures and words; in milliseconds. */
const alike = (ms: number) => ({ picture: ms, word: ms });
const on = (device: string, result: Partial<DeviceBenchmark> = {}): DeviceBenchmark => ({
  ...{ device, runtime: RUNTIME_VERSION, captionSeconds: null, matmuls: {} },
  ...result,
});

test('a picture with three captions is its picture once and sixteen words', () => {
  expect(estimate({ picture: 10, word: 1 }, { picture: 42, word: 52 })).toBe(420 + 16 * 52);
  expect(estimate({ picture: 10, word: 1 }, { picture: 42, word: 0 })).toBe(420);
});

test('ratios are of the time in fp32, and null where something was not measured', () => {
  const times: MatmulTimes = { fp32: { picture: 10, word: 1 }, q8: { picture: 5, word: 1 } };
  expect(timeRatio(times, 'q8', { picture: 16, word: 0 })).toBe(0.5);
  expect(timeRatio(times, 'q8', { picture: 16, word: 10 })).toBe((80 + 160) / (160 + 160));
  expect(timeRatio(times, 'q4', { picture: 16, word: 10 })).toBeNull();
  expect(timeRatio({ q8: alike(1) }, 'q8', { picture: 16, word: 10 })).toBeNull();
  expect(timeRatio(null, 'q8', { picture: 16, word: 10 })).toBeNull();
});

describe('stored benchmarks', () => {
  test('are found by device and runtime', () => {
    const all = [on('2 threads'), on('acme', { runtime: '1.0.0' })];
    expect(benchmarkOf(all, '2 threads')).toBe(all[0]);
    expect(benchmarkOf(all, 'acme'), 'another runtime').toBeNull();
    expect(benchmarkOf(all, '8 threads'), 'another device').toBeNull();
  });

  test('keep one entry per device, which collects its results', () => {
    const matmuls = { webgpu: { fp32: alike(1) } };
    const captionSeconds = { webgpu: 1, wasm: 2 };
    const all = withResult(withResult([on('other')], 'acme', { matmuls }), 'acme', { captionSeconds });
    expect(all).toEqual([on('acme', { matmuls, captionSeconds }), on('other')]);
    expect(withResult(all, 'acme', { matmuls: { webgpu: null } })[0]).toEqual(
      on('acme', { matmuls: { webgpu: null }, captionSeconds }),
    );
  });

  test('are dropped with their runtime', () => {
    const all = [on('acme', { runtime: '1.0.0', captionSeconds: { webgpu: 9, wasm: 1 } }), on('2 threads')];
    const captionSeconds = { webgpu: 1, wasm: 1 };
    expect(withResult(all, 'acme', { captionSeconds })).toEqual([
      on('acme', { captionSeconds }),
      on('2 threads'),
    ]);
  });

  test('are of the last eight devices', () => {
    let all = [on('old', { runtime: '1.0.0' })];
    for (const device of 'abcdefghib') all = withResult(all, device, { matmuls: {} });
    expect(all.map(({ device }) => device).join('')).toBe('bihgfedc');
  });
});

test('a GPU is slow where the CPU is clearly faster with this runtime', () => {
  const seconds = (webgpu: number) => ({ captionSeconds: { webgpu, wasm: 1 } });
  const all = [
    on('slow', seconds(1.3)),
    on('fair', seconds(1.1)),
    on('fast', seconds(0.1)),
    on('old', { ...seconds(9), runtime: '1.0.0' }),
    on('unknown'),
  ];
  expect(slowGpus(all)).toEqual(['slow']);
});

test('fp16 is slow where it clearly takes longer than fp32 with this runtime', () => {
  const gpu = (fp16: number) => ({ matmuls: { webgpu: { fp32: alike(10), fp16: alike(fp16) } } });
  const all = [
    on('slow', gpu(20)),
    on('as fast, in half the memory', gpu(10.5)),
    on('fast', gpu(5)),
    on('old', { ...gpu(20), runtime: '1.0.0' }),
    on('no fp16', { matmuls: { webgpu: { fp32: alike(10) } } }),
    on('no GPU', { matmuls: { webgpu: null } }),
  ];
  expect(slowFp16Gpus(all)).toEqual(['slow']);
});

describe('the faster backend', () => {
  const measured = (gpu: MatmulTimes | null | undefined, wasm: MatmulTimes | null | undefined) => ({
    matmuls: { ...(gpu !== undefined && { webgpu: gpu }), ...(wasm !== undefined && { wasm }) },
  });

  test.each<[string, MatmulTimes | null | undefined, MatmulTimes | null | undefined, string | null]>([
    ['the GPU where it is faster', { fp32: alike(1) }, { fp32: alike(9), q8: alike(5) }, 'webgpu'],
    ['the GPU where it is little slower', { fp32: alike(5.9) }, { q8: alike(5) }, 'webgpu'],
    ['the CPU where that is clearly faster', { fp32: alike(9), q8: alike(7) }, { q8: alike(5) }, 'wasm'],
    ['the CPU where there is no GPU', null, { q8: alike(5) }, 'wasm'],
    ['the GPU where only that was measured', { q8: alike(5) }, undefined, 'webgpu'],
    ['unknown where nothing was measured', null, undefined, null],
    ['the GPU even if 4 bits are faster on it', { fp32: alike(5) }, { q8: alike(6), q4: alike(1) }, 'webgpu'],
  ])('is %s', (_, gpu, wasm, backend) => {
    expect(fasterBackend(measured(gpu, wasm))).toBe(backend);
  });

  test('has a factor where both were measured', () => {
    expect(gainOfGpu(measured({ fp32: alike(2) }, { q8: alike(5) }))).toBe(2.5);
    expect(gainOfGpu(measured({ fp32: alike(2) }, null))).toBeNull();
    expect(gainOfGpu(measured({ fp32: alike(2) }, undefined))).toBeNull();
  });
});
