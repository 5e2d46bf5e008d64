/// <reference types="@webgpu/types" />
import type { InferenceSession, TensorConstructor, TensorFactory } from 'onnxruntime-common';
import type { BundleManifest } from '../../core/manifest/manifest.ts';

/** onnxruntime-web or onnxruntime-node: the caller loads one and hands it in. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor & TensorFactory;
}

/** Where the graphs run: `cpu` is onnxruntime-node's name for it, `wasm` onnxruntime-web's. */
export type Execution = { backend: 'cpu' | 'wasm' } | { backend: 'webgpu'; device: GPUDevice };

/** An exported model: its manifest, parsed, and its files by name. */
export interface Bundle {
  readonly manifest: BundleManifest;
  /** The whole of one file. Whether its hash is right is the bundle's business. */
  read(name: string): Promise<Uint8Array>;
}
