import { expect, test } from 'vitest';
import type { CheckpointInfo, MatmulTimes } from '../../../../core/protocol';
import { bytesNeeded, type DeviceProfile, defaultDtype, dtypesFor } from './dtypes';

const INFO: CheckpointInfo = {
  id: 'a/b',
  revision: 'c0ffee',
  capabilities: ['caption'],
  downloadBytes: 1000,
  downloadedBytes: 400,
  bundleBytes: { fp32: 900, fp16: 450, q8: 230, q4: 140 },
  work: { picture: 42, word: 52 },
  inferred: [],
};
const CPU: DeviceProfile = { target: 'wasm', hasFp16: false, freeBytes: 5000, matmuls: null };
const GPU: DeviceProfile = { target: 'webgpu', hasFp16: true, freeBytes: null, matmuls: null };

test('16-bit is offered only where the GPU computes with it', () => {
  expect(dtypesFor(INFO, CPU)).toEqual(['q8', 'q4', 'fp32']);
  expect(dtypesFor(INFO, GPU)).toEqual(['q8', 'q4', 'fp16', 'fp32']);
  expect(dtypesFor(INFO, { ...GPU, hasFp16: false })).not.toContain('fp16');
});

test('what the target lacks is not offered; without any sizes, all of its dtypes are', () => {
  expect(dtypesFor({ bundleBytes: { fp32: 900, q8: 230 } }, CPU)).toEqual(['q8', 'fp32']);
  expect(dtypesFor({ bundleBytes: {} }, CPU)).toEqual(['q8', 'q4', 'fp32']);
});

test('4-bit is not offered where it is no smaller than 8-bit', () => {
  expect(dtypesFor({ bundleBytes: { fp32: 18, q8: 5, q4: 5 } }, CPU)).toEqual(['q8', 'fp32']);
});

test('what was downloaded before needs no room again', () => {
  expect(bytesNeeded(INFO, 'q8')).toBe(830);
  expect(bytesNeeded({ ...INFO, bundleBytes: {} }, 'q8')).toBeNull();
});

test.each([
  ['8-bit as a rule', CPU, 'q8'],
  ['8-bit where free space is unknown', GPU, 'q8'],
  ['4-bit where only it has room', { ...CPU, freeBytes: 800 }, 'q4'],
  ['8-bit where neither has', { ...CPU, freeBytes: 100 }, 'q8'],
] as const)('the default is %s', (_, profile, dtype) => {
  expect(defaultDtype(INFO, profile).dtype).toBe(dtype);
});

/** Milliseconds of a picture's products; words take no time here. */
const taking = (ms: Partial<Record<keyof MatmulTimes, number>>): MatmulTimes =>
  Object.fromEntries(Object.entries(ms).map(([dtype, picture]) => [dtype, { picture, word: 0 }]));

test.each<[string, DeviceProfile, MatmulTimes, string]>([
  ['8-bit where that is fastest', CPU, taking({ fp32: 50, q8: 25, q4: 50 }), 'q8'],
  ['32-bit where that is clearly fastest', CPU, taking({ fp32: 50, q8: 70, q4: 80 }), 'fp32'],
  ['8-bit where it takes little longer', CPU, taking({ fp32: 50, q8: 60, q4: 70 }), 'q8'],
  ['16-bit where the GPU is fastest in it', GPU, taking({ fp32: 50, fp16: 20, q8: 50, q4: 90 }), 'fp16'],
  ['8-bit where it takes little longer than 16', GPU, taking({ fp32: 50, fp16: 20, q8: 21 }), 'q8'],
  ['never 4-bit for its speed', CPU, taking({ fp32: 50, q8: 25, q4: 5 }), 'q8'],
  ['8-bit where a faster one has no room', { ...CPU, freeBytes: 1000 }, taking({ fp32: 20, q8: 50 }), 'q8'],
  ['4-bit where only it has room', { ...CPU, freeBytes: 800 }, taking({ fp32: 20, q8: 25, q4: 50 }), 'q4'],
  ['8-bit where float32 was not measured', CPU, taking({ q8: 25, q4: 5 }), 'q8'],
])('measured, the default is %s', (_, profile, matmuls, dtype) => {
  expect(defaultDtype(INFO, { ...profile, matmuls }).dtype).toBe(dtype);
});

test('the words count by how many there are', () => {
  const matmuls: MatmulTimes = { fp32: { picture: 50, word: 1 }, q8: { picture: 45, word: 3 } };
  expect(defaultDtype(INFO, { ...CPU, matmuls }).dtype).toBe('fp32');
  const matcher = { ...INFO, work: { picture: 42, word: 0 } };
  expect(defaultDtype(matcher, { ...CPU, matmuls }).dtype).toBe('q8');
});

test('the default has a reason', () => {
  const reason = (matmuls: MatmulTimes, profile = CPU) => defaultDtype(INFO, { ...profile, matmuls }).reason;
  expect(reason(taking({ fp32: 50, q8: 25 }))).toBe('fastest');
  expect(reason(taking({ fp32: 50, q8: 52 }))).toBe('nearly-fastest');
  expect(reason(taking({ fp32: 20, q8: 50 }), { ...CPU, freeBytes: 1000 })).toBe('fastest-with-room');
});
