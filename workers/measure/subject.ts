/** A captioner that is measured, whoever made it. */
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import type { CaptionSettings } from '../../core/protocol/index.ts';
import type { RunOptions } from '../engine/decode/decoder.ts';
import type { EngineOptions } from '../engine/index.ts';

/** Called when a part of the work is done, on the device too. */
export type Lap = (part: 'encode' | 'keysValues') => void;

export interface Subject {
  readonly manifest: BundleManifest;
  /** Whether its decoder shows where it looked. */
  readonly hasMaps: boolean;
  /** Whether steps read candidates back in place of all logits; known after `warmUp`. */
  readonly readsCandidates: boolean;
  /** Why a model in 16 bits runs in 32, in a sentence; null where it does not. */
  readonly inFloatReason: string | null;
  /** The first run, as the app does it before the first picture. */
  warmUp(signal?: AbortSignal): Promise<void>;
  /** Encodes a picture as far as it can be before a word is said. `pixelValues` is [1,3,S,S]. */
  look(pixelValues: Float32Array, lap?: Lap): Promise<SeenPicture>;
  /** Token ids of each caption, prompt included. */
  caption(pixelValues: Float32Array, settings: CaptionSettings): Promise<number[][]>;
  /** Grad-CAM of a caption in all layers, the picture encoded already; null where there is none. */
  explainer: (() => Promise<Explaining>) | null;
  dispose(): Promise<void>;
}

export interface SeenPicture {
  /** The caller disposes it, before the picture. */
  decoder(options: RunOptions): MeasuredDecoder;
  dispose(): void;
}

export interface MeasuredDecoder {
  /** Takes one token of each caption in; nothing is read back. */
  feed(ids: readonly number[], position: number): Promise<void>;
  /** As `feed`, and reads back what the next word is chosen from. */
  step(ids: readonly number[], position: number): Promise<unknown>;
  /** Every layer's maps of the caption in the first row, after `steps` steps. */
  maps(steps: number): Promise<void>;
  dispose(): void;
}

export interface Explaining {
  explain(picture: SeenPicture, ids: readonly number[]): Promise<void>;
  dispose(): Promise<void>;
}

/** The prompt's ids, start token first. */
export function promptIds({ tokenizer, bundle }: Pick<EngineOptions, 'tokenizer' | 'bundle'>): number[] {
  const { text, generation } = bundle.manifest;
  return [text.bosId, ...tokenizer.encode(generation.prompt)];
}
