/** For tests: PyTorch's values of the reference checkpoints (`reference/VALUES.md`), and their bundles. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { toFloat32 } from '../../core/float.ts';
import type { BundleManifest } from '../../core/manifest/manifest.ts';
import { readSafetensors } from '../checkpoint/safetensors.ts';
import { exportBundle } from '../export.ts';
import { bytesSource, type CheckpointFiles } from '../io/byte-source.ts';
import { folderFiles, memorySink, REFERENCE, withFiles } from './memory.ts';

export type ReadTensor = (key: string) => Promise<Float32Array>;

/** The JSON of a checkpoint's values; `VALUES.md` documents `Values`. */
export function readReference<Values>(name: string): Values {
  return JSON.parse(readFileSync(path.join(REFERENCE, 'values', `${name}.json`), 'utf8'));
}

export async function readTensors(name: string): Promise<ReadTensor> {
  const file = `${name}.safetensors`;
  const bytes = new Uint8Array(readFileSync(path.join(REFERENCE, 'values', file)));
  const tensors = new Map((await readSafetensors(bytesSource(bytes), file)).map((each) => [each.name, each]));
  return async (key) => toFloat32(await tensors.get(key)!.read(), 'F32');
}

export interface ExportedBundle {
  manifest: BundleManifest;
  read(file: string): Promise<Uint8Array>;
}

/**
 * A checkpoint's folder, relative to the reference, as an fp32 bundle for the CPU; `config` is added to weights
 * without one.
 */
export async function exported(folder: string, config?: object): Promise<ExportedBundle> {
  const stored = folderFiles(path.join(REFERENCE, folder));
  const configJson = new TextEncoder().encode(JSON.stringify(config));
  const files = config ? withFiles(stored, { 'config.json': configJson }) : stored;
  return exportedFiles(files, path.basename(folder));
}

/** Any checkpoint as an fp32 bundle for the CPU. */
export async function exportedFiles(files: CheckpointFiles, id: string): Promise<ExportedBundle> {
  const sink = memorySink();
  const manifest = await exportBundle({ files, id, target: 'node', dtype: 'fp32', sink });
  return { manifest, read: async (file) => sink.files.get(file)! };
}

/** The largest difference, NaN included; Infinity if the lengths differ. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Array.from(actual).reduce(
    (worst, value, index) => Math.max(worst, Math.abs(value - expected[index]!)),
    0,
  );
}
