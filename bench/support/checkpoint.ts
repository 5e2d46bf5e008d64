/** The checkpoint to measure, and its bundles, which are cached in `.cache/bench`. */

import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKPOINT, fingerprint } from '../../cli/demo.ts';
import { exportBaselineFolder, exportFolder } from '../../cli/export.ts';
import { pathKind } from '../../cli/files.ts';
import type { Dtype, Target } from '../../core/dtypes.ts';
import { MANIFEST_FILE } from '../../core/manifest/manifest.ts';
import { ROOT } from './site.ts';

const WORK = path.join(ROOT, '.cache/bench');

export interface Checkpoint {
  /** As the report shows it. */
  name: string;
  folder: string;
}

/** `demo`, `base` (random weights of base size, made on first use) or a folder. */
export async function checkpointOf(model: string): Promise<Checkpoint> {
  if (model === 'demo') return { name: 'demo', folder: CHECKPOINT };
  if (model !== 'base') return { name: path.basename(path.resolve(model)), folder: path.resolve(model) };
  const folder = path.join(WORK, 'base-checkpoint');
  if ((await pathKind(path.join(folder, 'model.safetensors'))) === 'missing') {
    execFileSync('npx', ['tsx', 'bench/random-checkpoint.ts', '--out', folder], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  }
  return { name: 'base', folder };
}

/** Where a checkpoint's bundles of a dtype are, `<target>/` each; its baseline is in `baseline/baseline/`. */
export function bundlesFolder({ name }: Checkpoint, dtype: Dtype | 'baseline'): string {
  return path.join(WORK, name, dtype);
}

export async function makeBundle(checkpoint: Checkpoint, target: Target, dtype: Dtype): Promise<string> {
  const out = path.join(bundlesFolder(checkpoint, dtype), target);
  const { signal } = new AbortController();
  await makeOnce(checkpoint, out, async () => {
    await exportFolder({ folder: checkpoint.folder, id: checkpoint.name, out, target, dtype, signal });
  });
  return out;
}

/** The demo's weights are stored in 16 bits, here too. */
export async function makeBaseline(checkpoint: Checkpoint): Promise<void> {
  const out = path.join(bundlesFolder(checkpoint, 'baseline'), 'baseline');
  const dtype = checkpoint.name === 'demo' ? 'fp16' : 'fp32';
  await makeOnce(checkpoint, out, async () => {
    await exportBaselineFolder({ folder: checkpoint.folder, id: checkpoint.name, out, dtype });
  });
}

/** A stamp next to the bundle names its exporter, so that no bundle of an older one is measured. */
async function makeOnce(checkpoint: Checkpoint, out: string, make: () => Promise<void>): Promise<void> {
  const stamp = `${checkpoint.folder} ${await fingerprint()}\n`;
  const stampFile = `${out}.stamp`;
  const known = (await pathKind(stampFile)) === 'file' ? await readFile(stampFile, 'utf8') : null;
  if (known === stamp && (await pathKind(path.join(out, MANIFEST_FILE))) === 'file') return;
  console.log(`Making ${path.relative(ROOT, out)}`);
  await mkdir(path.dirname(out), { recursive: true });
  await make();
  await writeFile(stampFile, stamp);
}
