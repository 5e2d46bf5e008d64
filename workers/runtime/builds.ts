/// <reference path="../build-constants.d.ts" />
/** onnxruntime-web's builds. Each is a chunk of its own with a WebAssembly file of its own; a device loads one. */
import asyncifyUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Backend } from '../../core/protocol/index.ts';

export type Ort = typeof import('onnxruntime-web/wasm');

export interface Build {
  /** Loads the JavaScript half. */
  load(): Promise<Ort>;
  /** Where the WebAssembly half lies. */
  wasmUrl: string;
  /** Its size, known beforehand: a compressed transfer does not tell. */
  wasmBytes: number;
}

const BUILDS = {
  /** CPU only: half the size of the others, and not slowed down by instrumentation. */
  plain: {
    load: () => import('onnxruntime-web/wasm'),
    wasmUrl: plainUrl,
    wasmBytes: RUNTIME_BYTES.plain,
  },
  /** WebGPU where WebAssembly can wait for a promise by itself: smaller, and cheaper per call. */
  jspi: {
    load: () => import('onnxruntime-web/jspi'),
    wasmUrl: jspiUrl,
    wasmBytes: RUNTIME_BYTES.jspi,
  },
  /** WebGPU everywhere else. */
  asyncify: {
    load: () => import('onnxruntime-web/webgpu'),
    wasmUrl: asyncifyUrl,
    wasmBytes: RUNTIME_BYTES.asyncify,
  },
} satisfies Record<string, Build>;

export function chooseBuild(backend: Backend): Build {
  if (backend === 'wasm') return BUILDS.plain;
  return 'Suspending' in WebAssembly ? BUILDS.jspi : BUILDS.asyncify;
}

/** Every build's file: what the runtime's store may hold. */
export const WASM_URLS: readonly string[] = Object.values(BUILDS).map(({ wasmUrl }) => wasmUrl);
