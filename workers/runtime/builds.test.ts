import { afterEach, expect, test, vi } from 'vitest';
import { chooseBuild, WASM_URLS } from './builds.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ['can wait for promises', { Suspending: class {} }, /\.jspi\.wasm/],
  ['cannot', {}, /\.asyncify\.wasm/],
])('on the GPU, WebAssembly that %s has its own build; the CPU needs neither', (_, webAssembly, url) => {
  vi.stubGlobal('WebAssembly', webAssembly);
  expect(chooseBuild('webgpu').wasmUrl).toMatch(url);
  expect(chooseBuild('wasm').wasmUrl).not.toMatch(/jspi|asyncify/);
  expect(WASM_URLS).toContain(chooseBuild('webgpu').wasmUrl);
});
