import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requireFeatures } from './required-features.ts';

beforeEach(() => {
  vi.stubGlobal('OffscreenCanvas', class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('current browsers are supported', () => {
  expect(() => requireFeatures()).not.toThrow();
});

test('a browser without WebAssembly gets an error with advice', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(() => requireFeatures()).toThrow(
    'This browser cannot run the model: it has no WebAssembly, or it is switched off. Update it, or open the page in another browser.',
  );
});

test('a browser without SIMD gets an error with a code', () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(() => requireFeatures()).toThrow(
    expect.objectContaining({
      code: 'unknown',
      message: expect.stringContaining('it has no WebAssembly SIMD, or'),
    }),
  );
});

test('a browser whose workers have no canvas gets one, too: it could read no picture', () => {
  vi.stubGlobal('OffscreenCanvas', undefined);
  expect(() => requireFeatures()).toThrow('it has no OffscreenCanvas, or');
});
