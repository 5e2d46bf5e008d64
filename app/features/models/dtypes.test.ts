import { expect, test } from 'vitest';
import type { CheckpointInfo } from '../../../workers/protocol';
import { bytesNeeded, defaultDtype, dtypesFor, type Machine } from './dtypes';

const INFO: CheckpointInfo = {
  id: 'a/b',
  revision: 'c0ffee',
  capabilities: ['caption'],
  downloadBytes: 1000,
  keptBytes: 400,
  bundleBytes: { fp32: 900, fp16: 450, q8: 230, q4: 140 },
  inferred: [],
};
const CPU: Machine = { target: 'wasm', halfPrecision: false, freeBytes: 5000 };
const GPU: Machine = { target: 'webgpu', halfPrecision: true, freeBytes: null };

test('16-bit is offered only where the GPU computes with it', () => {
  expect(dtypesFor(INFO, CPU)).toEqual(['q8', 'q4', 'fp32']);
  expect(dtypesFor(INFO, GPU)).toEqual(['q8', 'q4', 'fp16', 'fp32']);
  expect(dtypesFor(INFO, { ...GPU, halfPrecision: false })).not.toContain('fp16');
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
  ['8-bit where free space is not told', GPU, 'q8'],
  ['4-bit where only it has room', { ...CPU, freeBytes: 800 }, 'q4'],
  ['8-bit where neither has', { ...CPU, freeBytes: 100 }, 'q8'],
] as const)('the default is %s', (_, machine, dtype) => {
  expect(defaultDtype(INFO, machine).dtype).toBe(dtype);
});
