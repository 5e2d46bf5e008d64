import { expect, test } from 'vitest';
import { breaksWasm, isOutOfMemory } from './errors.ts';

const ORT = (words: string) => new Error(`failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: ${words}`);
const wrapped = (cause: unknown) => new Error('The graph could not be prepared.', { cause });

test.each([
  ['the browser has no memory for an array', new RangeError('Array buffer allocation failed'), true, false],
  ['an array is too long', new RangeError('Invalid typed array length: 9e9'), true, false],
  ['the runtime could not allocate', ORT('Failed to allocate memory for requested buffer'), true, false],
  ['C++ could not allocate', ORT('std::bad_alloc'), true, true],
  ['emscripten aborted without memory', new WebAssembly.RuntimeError('Aborted(OOM)'), true, true],
  ['the cause is memory', wrapped(ORT('std::bad_alloc')), true, true],
  ['emscripten aborted', new WebAssembly.RuntimeError('Aborted(). Build with -sASSERTIONS'), false, true],
  ['the module trapped', new WebAssembly.RuntimeError('memory access out of bounds'), false, true],
  [
    'the runtime did not start',
    new Error('no available backend found. ERR: Aborted(both failed)'),
    false,
    true,
  ],
  ['an operator is unknown', ORT('unknown operator'), false, false],
  ['infinite recursion', new RangeError('Maximum call stack size exceeded'), false, false],
  ['not an error', 'boom', false, false],
])('%s: out of memory, and broken', (_, error, outOfMemory, broken) => {
  expect(isOutOfMemory(error)).toBe(outOfMemory);
  expect(breaksWasm(error)).toBe(broken);
});
