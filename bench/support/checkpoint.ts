/** The checkpoint to measure, and its bundles, which are cached in `.cache/bench`. */

import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { CHECKPOINT, fingerprint } from '../../cli/demo.ts';
import { exportBaselineFolder, exportFolder } from '../../cli/export.ts';
import { pathKind } from '../../cli/files.ts';
import type { Dtype, Target } from '../../core/dtypes.ts';
import { makeOnce } from '../../scripts/build-demo.ts';
import { ROOT } from './site.ts';

const WORK = path.join(ROOT, '.cache/bench');

export interface Checkpoint {
  /** As the report shows it. */
  name: string;
  folder: string;
}

/** `demo`, `base` or `base-matcher` (random weights of base size, made on first use), or a folder. */
export async function checkpointOf(model: string): Promise<Checkpoint> {
  if (model === 'demo') return { name: 'demo', folder: CHECKPOINT };
  if (model !== 'base' && model !== 'base-matcher')
    return { name: path.basename(path.resolve(model)), folder: path.resolve(model) };
  const folder = path.join(WORK, `${model}-checkpoint`);
  const kind = model === 'base' ? 'captioner' : 'matcher';
  if ((await pathKind(path.join(folder, 'model.safetensors'))) === 'missing') {
    execFileSync('npx', ['tsx', 'bench/random-checkpoint.ts', '--model', kind, '--out', folder], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  }
  return { name: model, folder };
}

/** Where a checkpoint's bundles of a dtype are, `<target>/` each; its baseline is in `baseline/baseline/`. */
export function bundlesFolder({ name }: Checkpoint, dtype: Dtype | 'baseline'): string {
  return path.join(WORK, name, dtype);
}

export async function makeBundle(checkpoint: Checkpoint, target: Target, dtype: Dtype): Promise<string> {
  const out = path.join(bundlesFolder(checkpoint, dtype), target);
  const { folder, name: id } = checkpoint;
  const { signal } = new AbortController();
  await makeOnce(out, await stampOf(checkpoint), async () => {
    await exportFolder({ folder, id, out, target, dtype, signal });
  });
  return out;
}

/** The demo's weights are stored in 16 bits, here too. */
export async function makeBaseline(checkpoint: Checkpoint): Promise<void> {
  const out = path.join(bundlesFolder(checkpoint, 'baseline'), 'baseline');
  const { folder, name: id } = checkpoint;
  await makeOnce(out, await stampOf(checkpoint), async () => {
    await exportBaselineFolder({ folder, id, out, dtype: id === 'demo' ? 'fp16' : 'fp32' });
  });
}

/** Names the exporter too, so that no bundle of an older one is measured. */
async function stampOf({ folder }: Checkpoint): Promise<string> {
  return `${folder} ${await fingerprint()}`;
}
