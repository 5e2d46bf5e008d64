import { afterEach, expect, test, vi } from 'vitest';
import { requireSimd } from './simd.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a browser of today has what it takes', () => {
  expect(() => requireSimd()).not.toThrow();
});

test('one without WebAssembly says so, and what to do', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(() => requireSimd()).toThrow(
    'This browser cannot run the model: it has no WebAssembly, or it is switched off. Update it, or open the page in another browser.',
  );
});

test('one without SIMD is told apart, with a code that crosses the seam', () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(() => requireSimd()).toThrow(
    expect.objectContaining({
      code: 'unknown',
      message: expect.stringContaining('it has no WebAssembly SIMD, or'),
    }),
  );
});
