/** The checkpoint that is measured, and the bundles made of it, kept from one measurement to the next. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CHECKPOINT, fingerprint } from '../../cli/demo.ts';
import { exportFolder, exportPlainFolder } from '../../cli/export.ts';
import { pathKind } from '../../cli/files.ts';
import { type Dtype, MANIFEST_FILE, type Target } from '../../core/manifest/manifest.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const WORK = path.join(ROOT, '.cache/bench');

export interface Checkpoint {
  /** What it is called in the result. */
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

/** Where a checkpoint's bundles are, `<dtype>/<target>` each, and `plain`. */
export function bundlesFolder({ name }: Checkpoint): string {
  return path.join(WORK, name);
}

export async function makeBundle(checkpoint: Checkpoint, target: Target, dtype: Dtype): Promise<string> {
  const out = path.join(bundlesFolder(checkpoint), dtype, target);
  const { signal } = new AbortController();
  await unlessMade(checkpoint, out, async () => {
    await exportFolder({ folder: checkpoint.folder, id: checkpoint.name, out, target, dtype, signal });
  });
  return out;
}

/** The demo's weights are in 16 bits, and stored so here; any other's are kept as they are. */
export async function makePlain(checkpoint: Checkpoint): Promise<string> {
  const out = path.join(bundlesFolder(checkpoint), 'plain');
  const dtype = checkpoint.name === 'demo' ? 'fp16' : 'fp32';
  await unlessMade(checkpoint, out, async () => {
    await exportPlainFolder({ folder: checkpoint.folder, id: checkpoint.name, out, dtype });
  });
  return out;
}

/** What a bundle was made by is written beside it, so that none of yesterday's exporter is measured. */
async function unlessMade(checkpoint: Checkpoint, out: string, make: () => Promise<void>): Promise<void> {
  const stamp = `${checkpoint.folder} ${await fingerprint()}\n`;
  const stampFile = `${out}.stamp`;
  const known = (await pathKind(stampFile)) === 'file' ? await readFile(stampFile, 'utf8') : null;
  if (known === stamp && (await pathKind(path.join(out, MANIFEST_FILE))) === 'file') return;
  console.log(`Making ${path.relative(ROOT, out)}`);
  await mkdir(path.dirname(out), { recursive: true });
  await make();
  await writeFile(stampFile, stamp);
}
