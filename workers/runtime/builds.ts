/// <reference path="../build-constants.d.ts" />
/** The builds of onnxruntime-web. Each is a separate chunk with its WebAssembly file; a device loads one of them. */
import asyncifyUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { importChunk } from '../../core/import-chunk.ts';
import type { Backend } from '../../core/protocol/index.ts';

export type Ort = typeof import('onnxruntime-web/wasm');

export interface Build {
  /**
   * Loads the JavaScript half.
   * @throws {ChunkError}
   */
  load(): Promise<Ort>;
  /** URL of the WebAssembly half. */
  wasmUrl: string;
  /** Its size: a compressed transfer does not report it. */
  wasmBytes: number;
}

const BUILDS = {
  /** CPU only: half the size of the others, and without their instrumentation. */
  plain: {
    load: () => importChunk(() => import('onnxruntime-web/wasm')),
    wasmUrl: plainUrl,
    wasmBytes: RUNTIME_BYTES.plain,
  },
  /** WebGPU where WebAssembly can wait for promises (JSPI): smaller, and cheaper per call. */
  jspi: {
    load: () => importChunk(() => import('onnxruntime-web/jspi')),
    wasmUrl: jspiUrl,
    wasmBytes: RUNTIME_BYTES.jspi,
  },
  /** WebGPU everywhere else. */
  asyncify: {
    load: () => importChunk(() => import('onnxruntime-web/webgpu')),
    wasmUrl: asyncifyUrl,
    wasmBytes: RUNTIME_BYTES.asyncify,
  },
} satisfies Record<string, Build>;

export function chooseBuild(backend: Backend): Build {
  if (backend === 'wasm') return BUILDS.plain;
  return 'Suspending' in WebAssembly ? BUILDS.jspi : BUILDS.asyncify;
}

/** The files that the runtime's store may contain. */
export const WASM_URLS: readonly string[] = Object.values(BUILDS).map(({ wasmUrl }) => wasmUrl);
