import { hasFeature } from '../../core/browser-features.ts';
import { EngineError } from '../engine/index.ts';

/** A module with SIMD instructions, which is valid only where they are supported. */
const SIMD_MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic number, version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // one type: () -> v128
  ...[0x03, 0x02, 0x01, 0x00], // one function of that type
  ...[0x0a, 0x0a, 0x01, 0x08, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0xfd, 0x62, 0x0b], // i8x16.splat 0, i8x16.popcnt
);

/** @throws {EngineError} in a browser that no model can run in, or no picture can be read in. */
export function requireFeatures(): void {
  const missing = missingFeature();
  if (!missing) return;
  throw new EngineError(
    'unknown',
    `This browser cannot run the model: it has no ${missing}, or it is switched off. Update it, or open the page in another browser.`,
  );
}

function missingFeature(): string | null {
  if (typeof WebAssembly === 'undefined') return 'WebAssembly';
  // All builds of onnxruntime-web need it.
  if (!WebAssembly.validate(SIMD_MODULE)) return 'WebAssembly SIMD';
  return hasFeature('offscreen-canvas') ? null : 'OffscreenCanvas';
}
