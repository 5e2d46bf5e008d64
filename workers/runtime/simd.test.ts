import { afterEach, expect, test, vi } from 'vitest';
import { requireSimd } from './simd.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('current browsers are supported', () => {
  expect(() => requireSimd()).not.toThrow();
});

test('a browser without WebAssembly gets an error with advice', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(() => requireSimd()).toThrow(
    'This browser cannot run the model: it has no WebAssembly, or it is switched off. Update it, or open the page in another browser.',
  );
});

test('a browser without SIMD gets an error with a code', () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(() => requireSimd()).toThrow(
    expect.objectContaining({
      code: 'unknown',
      message: expect.stringContaining('it has no WebAssembly SIMD, or'),
    }),
  );
});
