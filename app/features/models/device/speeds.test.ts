import { describe, expect, test } from 'vitest';
import type { MatmulTimes } from '../../../../core/protocol';
import {
  estimate,
  fasterBackend,
  gainOfGpu,
  type MeasuredSpeeds,
  shareOfTime,
  speedsOn,
  withSpeeds,
} from './speeds';

/** Alike for pictures and words; in milliseconds. */
const alike = (ms: number) => ({ picture: ms, word: ms });
const on = (device: string, backends: MeasuredSpeeds['backends'] = {}): MeasuredSpeeds => ({
  device,
  runtime: RUNTIME_VERSION,
  backends,
});

test('a picture with three captions is what its work says: once the picture, sixteen words', () => {
  expect(estimate({ picture: 10, word: 1 }, { picture: 42, word: 52 })).toBe(420 + 16 * 52);
  expect(estimate({ picture: 10, word: 1 }, { picture: 42, word: 0 })).toBe(420);
});

test('shares are of the time in float32, and none where something was not measured', () => {
  const speeds: MatmulTimes = { fp32: { picture: 10, word: 1 }, q8: { picture: 5, word: 1 } };
  expect(shareOfTime(speeds, 'q8', { picture: 16, word: 0 })).toBe(0.5);
  expect(shareOfTime(speeds, 'q8', { picture: 16, word: 10 })).toBe((80 + 160) / (160 + 160));
  expect(shareOfTime(speeds, 'q4', { picture: 16, word: 10 })).toBeNull();
  expect(shareOfTime({ q8: alike(1) }, 'q8', { picture: 16, word: 10 })).toBeNull();
  expect(shareOfTime(null, 'q8', { picture: 16, word: 10 })).toBeNull();
});

describe('what is remembered', () => {
  test('is of that device and of this runtime', () => {
    const all = [on('2 threads'), { ...on('acme'), runtime: '1.0.0' }];
    expect(speedsOn(all, '2 threads')).toBe(all[0]);
    expect(speedsOn(all, 'acme'), 'another runtime').toBeNull();
    expect(speedsOn(all, '8 threads'), 'another device').toBeNull();
  });

  test('gives way to what is newer, and old runtimes to this one', () => {
    const all = [on('2 threads'), { ...on('old'), runtime: '1.0.0' }, on('acme')];
    const fresh = on('2 threads', { wasm: { fp32: alike(1) } });
    expect(withSpeeds(all, fresh)).toEqual([fresh, on('acme')]);
  });

  test('is of eight devices', () => {
    const all = Array.from({ length: 8 }, (_, index) => on(`gpu ${index}`));
    const kept = withSpeeds(all, on('another'));
    expect(kept).toHaveLength(8);
    expect(kept.at(-1)!.device).toBe('gpu 6');
  });
});

describe('the backend', () => {
  const measured = (gpu: MatmulTimes | null | undefined, wasm: MatmulTimes | null | undefined) =>
    on('acme', { ...(gpu !== undefined && { webgpu: gpu }), ...(wasm !== undefined && { wasm }) });

  test.each<[string, MatmulTimes | null | undefined, MatmulTimes | null | undefined, string | null]>([
    ['the GPU where it is faster', { fp32: alike(1) }, { fp32: alike(9), q8: alike(5) }, 'webgpu'],
    ['the GPU where it is hardly slower', { fp32: alike(5.9) }, { q8: alike(5) }, 'webgpu'],
    ['the CPU where that is clearly faster', { fp32: alike(9), q8: alike(7) }, { q8: alike(5) }, 'wasm'],
    ['the CPU where there is no GPU', null, { q8: alike(5) }, 'wasm'],
    ['the GPU where only that was measured', { q8: alike(5) }, undefined, 'webgpu'],
    ['open where nothing was measured', null, undefined, null],
    ['the GPU whatever 4 bits would do', { fp32: alike(5) }, { q8: alike(6), q4: alike(1) }, 'webgpu'],
  ])('is %s', (_, gpu, wasm, backend) => {
    expect(fasterBackend(measured(gpu, wasm))).toBe(backend);
  });

  test('how many times as fast the GPU is, is known where both were measured', () => {
    expect(gainOfGpu(measured({ fp32: alike(2) }, { q8: alike(5) }))).toBe(2.5);
    expect(gainOfGpu(measured({ fp32: alike(2) }, null))).toBeNull();
    expect(gainOfGpu(measured({ fp32: alike(2) }, undefined))).toBeNull();
  });
});
