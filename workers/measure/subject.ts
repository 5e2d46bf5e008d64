/** A captioner whose parts can be timed: the app's engine, or the baseline. */
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import type { EngineOptions } from '../engine/index.ts';
import type { RunOptions, StepOutput } from '../engine/parts.ts';

/** Called when a part of the work is done, on the device too. */
export type Lap = (part: 'encode' | 'keysValues') => void;

export interface Subject {
  readonly manifest: BundleManifest;
  /** Why a model in 16 bits runs in 32, in a sentence; null where it does not. */
  readonly fp32FallbackReason: string | null;
  /** What explainers of the same model are loaded with; null where there are none. */
  readonly explainOptions: EngineOptions | null;
  /** The first run, as the app does it before the first picture. */
  warmUp(signal?: AbortSignal): Promise<void>;
  /** Encodes an image as far as possible before the first token. `pixelValues` is [1,3,S,S]. */
  encode(pixelValues: Float32Array, lap?: Lap): Promise<MeasuredImage>;
  /** Token ids of each caption, prompt included. */
  caption(pixelValues: Float32Array, settings: CaptionSettings): Promise<number[][]>;
  /** Encodes images and captions them as one batch that nobody watches; the baseline cannot. */
  captionBatch?(pixelValues: readonly Float32Array[], settings: CaptionSettings): Promise<void>;
  dispose(): Promise<void>;
}

export interface MeasuredImage {
  /** The caller disposes it, before the image. */
  decoder(options: RunOptions): MeasuredDecoder;
  dispose(): void;
}

export interface MeasuredDecoder {
  /** Takes one token of each caption; nothing is read back. */
  feed(ids: readonly number[], position: number): Promise<void>;
  /** As `feed`, and reads back what the next token is chosen from. */
  step(ids: readonly number[], position: number): Promise<StepOutput>;
  /** Every layer's maps of the first caption, after `steps` steps; the baseline has none. */
  maps?(steps: number): Promise<void>;
  dispose(): void;
}

/** The prompt's ids, start token first. */
export function promptIds({ tokenizer, bundle }: Pick<EngineOptions, 'tokenizer' | 'bundle'>): number[] {
  const { text, generation } = bundle.manifest;
  return [text.bosId, ...tokenizer.encode(generation.prompt)];
}

/** Disposes what it opens after the job, also if that fails. */
export async function disposeAfter<Opened extends { dispose(): unknown }, T>(
  opening: Opened | Promise<Opened>,
  job: (opened: Opened) => Promise<T>,
): Promise<T> {
  const opened = await opening;
  try {
    return await job(opened);
  } finally {
    await opened.dispose();
  }
}
