import { expect, test } from 'vitest';
import { BROWSER_FEATURES, hasFeature, WITHOUT } from './browser-features.ts';

/** A browser that has everything, as far as it is asked. */
const EVERYTHING = {
  isSecureContext: true,
  crossOriginIsolated: true,
  SharedArrayBuffer: {},
  OffscreenCanvas: {},
  caches: {},
  indexedDB: {},
  showDirectoryPicker: {},
  navigator: { gpu: {}, serviceWorker: {}, locks: {}, storage: { getDirectory: {} } },
};

const lacking = (scope: object) => BROWSER_FEATURES.filter((name) => !hasFeature(name, scope));

test('nothing is lacking where everything is', () => {
  expect(lacking(EVERYTHING)).toEqual([]);
});

test.each([
  ['isolation', { crossOriginIsolated: false }, 'shared-memory'],
  ['SharedArrayBuffer, though it calls itself isolated', { SharedArrayBuffer: undefined }, 'shared-memory'],
  ['https', { isSecureContext: false }, 'secure-page'],
  ['OffscreenCanvas', { OffscreenCanvas: undefined }, 'offscreen-canvas'],
  ['caches', { caches: undefined }, 'cache-storage'],
  ['indexedDB', { indexedDB: undefined }, 'database'],
  ['a folder picker', { showDirectoryPicker: undefined }, 'folder-picker'],
  ['WebGPU', { navigator: { ...EVERYTHING.navigator, gpu: undefined } }, 'webgpu'],
  ['service workers', { navigator: { ...EVERYTHING.navigator, serviceWorker: undefined } }, 'service-worker'],
  ['locks', { navigator: { ...EVERYTHING.navigator, locks: undefined } }, 'locks'],
  ['navigator.storage', { navigator: { ...EVERYTHING.navigator, storage: undefined } }, 'private-files'],
  ['getDirectory', { navigator: { ...EVERYTHING.navigator, storage: {} } }, 'private-files'],
])('a browser without %s lacks that, and nothing else', (_, change, name) => {
  expect(lacking({ ...EVERYTHING, ...change })).toEqual([name]);
});

test('a scope with nothing lacks everything, and each has its sentence', () => {
  expect(lacking({})).toEqual(BROWSER_FEATURES);
  for (const name of BROWSER_FEATURES) expect(WITHOUT[name]).toMatch(/\.$/);
});
