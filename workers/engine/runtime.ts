/// <reference types="@webgpu/types" />
import type { InferenceSession, TensorConstructor, TensorFactory } from 'onnxruntime-common';
import type { BundleManifest, GraphFiles } from '../../core/manifest/manifest.ts';

/** onnxruntime-web or onnxruntime-node. The caller loads it. */
export interface Runtime {
  readonly InferenceSession: {
    /** Of a graph with its data. */
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  /** From a graph's path, where there are files: the runtime maps its data into memory instead of copying it. */
  readonly createFromFile?: (
    path: string,
    options?: InferenceSession.SessionOptions,
  ) => Promise<InferenceSession>;
  readonly Tensor: TensorConstructor & TensorFactory;
}

/** Where the graphs run: `cpu` is onnxruntime-node's name for it, `wasm` onnxruntime-web's. */
export type Execution = { backend: 'cpu' | 'wasm' } | { backend: 'webgpu'; device: GPUDevice };

/** An exported model: its manifest, parsed, and its files by name. */
export interface Bundle {
  readonly manifest: BundleManifest;
  /** One complete file. The bundle checks its hash. */
  read(name: string): Promise<Uint8Array>;
  /**
   * The path of a graph whose data files are beside it, all checked, for `createFromFile`; null where they must be read.
   */
  locate?(graph: GraphFiles): Promise<string | null>;
}

/** A tokenizer. `workers/text` implements it. */
export interface Tokenizer {
  /** [CLS], with which BERT starts a text; BLIP's own start tokens are in the manifest. */
  readonly clsId: number;
  /** Token ids of the text, without special tokens. */
  encode(text: string): number[];
  /** The piece as the vocabulary spells it: a word, or a continuation that starts with `##`. */
  token(id: number): string;
  /** Pieces joined to text, without special tokens. */
  decode(ids: readonly number[]): string;
  /** Whether the token is no part of a text, such as the end. */
  isSpecial(id: number): boolean;
}
