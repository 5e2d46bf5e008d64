/** Bundles made for a measurement, and models loaded from them on onnxruntime-node. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { openBundle } from '../../cli/bundle.ts';
import { exportFolder } from '../../cli/export.ts';
import { nodeRuntime } from '../../cli/runtime.ts';
import type { BundleManifest, Dtype, Target } from '../../core/manifest/manifest.ts';
import type { EngineOptions } from '../../workers/engine/index.ts';
import { createTokenizer } from '../../workers/text/index.ts';

export interface Made {
  folder: string;
  manifest: BundleManifest;
  /** On disk, all files. */
  bytes: number;
}

/** Exports the checkpoint in `folder` to `<work>/<target>-<dtype>`. */
export async function makeBundle(folder: string, work: string, target: Target, dtype: Dtype): Promise<Made> {
  const out = path.join(work, `${target}-${dtype}`);
  const { signal } = new AbortController();
  const id = path.basename(folder);
  const { manifest, bytes } = await exportFolder({ folder, id, out, target, dtype, signal });
  return { folder: out, manifest, bytes };
}

export function dropBundle({ folder }: Made): Promise<void> {
  return rm(folder, { recursive: true });
}

/** Whatever the bundle's target, its graphs are run by onnxruntime-node: the same operators, on the processor. */
export async function onNode({ folder }: Made, threads: number | undefined): Promise<EngineOptions> {
  const bundle = await openBundle(folder);
  const { text } = bundle.manifest;
  const json: unknown = JSON.parse(new TextDecoder().decode(await bundle.read(text.tokenizer)));
  return { runtime: nodeRuntime(threads), bundle, tokenizer: createTokenizer(json, text), backend: 'cpu' };
}
