import { expect, test } from 'vitest';
import { BundleError } from '../../core/manifest/manifest.ts';
import { SettingsError } from '../engine/index.ts';
import { corruptPicture } from '../image/index.ts';
import { GpuOutOfMemory, GpuUnavailable } from '../runtime/gpu.ts';
import { ThreadsFailed } from '../runtime/start-threads.ts';
import { breaksRuntime, toWire } from './errors.ts';

test.each([
  [
    'our own error keeps its code and sentence',
    new BundleError('model-too-new', 'Too new.'),
    { code: 'model-too-new', message: 'Too new.' },
  ],
  [
    'a settings error says which',
    new SettingsError('topP', 2, { kind: 'number', min: 0, max: 1 }),
    {
      code: 'bad-settings',
      message: 'topP is 2; it must be a number from 0 to 1.',
      setting: { field: 'topP', permitted: { kind: 'number', min: 0, max: 1 } },
    },
  ],
  [
    "the browser's memory error",
    new RangeError('Array buffer allocation failed'),
    { code: 'out-of-memory', detail: 'RangeError: Array buffer allocation failed' },
  ],
  [
    "the runtime's memory error",
    new Error('failed to call OrtRun(). ERROR_CODE: 6, std::bad_alloc'),
    { code: 'out-of-memory' },
  ],
  [
    'a runtime that broke down',
    new WebAssembly.RuntimeError('Aborted()'),
    { code: 'worker-crashed', message: 'The captioning engine broke down.' },
  ],
  [
    'a GPU that could not be used keeps its sentence',
    new GpuUnavailable('gpu-failed', { cause: 'shader too long' }),
    { code: 'unknown', message: 'The GPU could not run this model.', detail: 'shader too long' },
  ],
  [
    'a foreign code is not ours',
    Object.assign(new Error('no such file'), { code: 'ENOENT' }),
    { code: 'unknown', detail: 'Error: no such file' },
  ],
  ['what is no error', 'boom', { code: 'unknown', detail: 'boom' }],
])('%s', (_, error, expected) => {
  expect(toWire(error)).toMatchObject(expected);
});

test('the cause of our own error is its detail', () => {
  const error = Object.assign(new Error('It failed.', { cause: new TypeError('inner') }), {
    code: 'gpu-lost',
  });
  expect(toWire(error)).toEqual({ code: 'gpu-lost', message: 'It failed.', detail: 'TypeError: inner' });
});

test.each([
  ['a GPU without room', new GpuOutOfMemory(), true],
  ['threads that did not start', new ThreadsFailed('No threads.'), true],
  ['a heap that could not grow', new Error('std::bad_alloc'), true],
  ['a GPU without a feature', new GpuUnavailable('gpu-failed'), false],
  [
    'a trap in a picture decoder',
    corruptPicture({ cause: new WebAssembly.RuntimeError('unreachable') }),
    false,
  ],
  ['a trap in the thread that reads pictures', pictureFailure('RuntimeError: unreachable'), false],
  ['a browser without room', new RangeError('Array buffer allocation failed'), false],
])('whether the runtime can go on after %s', (_, error, broken) => {
  expect(breaksRuntime(error)).toBe(broken);
});

function pictureFailure(cause: string): Error {
  return Object.assign(new Error('It broke.', { cause }), { name: 'ThreadFailure' });
}
