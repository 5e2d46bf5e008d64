/**
 * Exports the demo model for the page: `npm run demo [-- --webgpu fp32 --wasm q8]`. Does nothing if the bundles are
 * up to date with checkpoint and exporter.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CHECKPOINT, fingerprint, ID } from '../cli/demo.ts';
import { exportBaselineFolder, exportFolder } from '../cli/export.ts';
import { pathKind } from '../cli/files.ts';
import { BACKENDS, type Backend, DTYPES, type Dtype } from '../core/dtypes.ts';
import { MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { isMain } from './is-main.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The folder from which the page loads it. */
export const DEMO_FOLDER = join(ROOT, 'public', 'models', 'demo');

export type DemoDtypes = Record<Backend, Dtype>;

/** A small download with nearly the results of fp32. */
export const DEFAULT_DTYPES: DemoDtypes = { webgpu: 'q8', wasm: 'q8' };

/**
 * Makes `<out>/webgpu` and `<out>/wasm` unless they are up to date.
 * @throws {CheckpointError | CliError} from the export
 */
export async function buildDemo(out: string, dtypes: DemoDtypes): Promise<void> {
  const source = await fingerprint();
  for (const target of BACKENDS) {
    const folder = join(out, target);
    const stamp = `${source} ${dtypes[target]}\n`;
    if ((await pathKind(join(folder, MANIFEST_FILE))) === 'file' && (await readStamp(folder)) === stamp)
      continue;
    const signal = new AbortController().signal;
    await mkdir(out, { recursive: true });
    const request = { folder: CHECKPOINT, id: ID, out: folder, target, dtype: dtypes[target], signal };
    const { bytes } = await exportFolder(request);
    await writeStamp(folder, stamp);
    console.log(`Demo model for ${target}: ${dtypes[target]}, ${(bytes / 1e6).toFixed(1)} MB.`);
  }
}

/**
 * Makes `<out>/baseline`, the baseline in standard form for measurements, unless it is up to date. Weights have 16 bits,
 * as in the checkpoint.
 */
export async function buildBaselineDemo(out: string): Promise<void> {
  const folder = join(out, 'baseline');
  const stamp = `${await fingerprint()} baseline\n`;
  if ((await pathKind(join(folder, MANIFEST_FILE))) === 'file' && (await readStamp(folder)) === stamp) return;
  await mkdir(out, { recursive: true });
  const { bytes } = await exportBaselineFolder({ folder: CHECKPOINT, id: ID, out: folder, dtype: 'fp16' });
  await writeStamp(folder, stamp);
  console.log(`Demo model to compare with: ${(bytes / 1e6).toFixed(1)} MB.`);
}

/** Records what a folder was made from, outside of it: the folder is served. */
function stampFile(folder: string): string {
  return join(ROOT, '.cache', 'demo', relative(ROOT, folder).replaceAll(/[\\/:.]+/g, '-'));
}

async function readStamp(folder: string): Promise<string | null> {
  const file = stampFile(folder);
  return (await pathKind(file)) === 'file' ? readFile(file, 'utf8') : null;
}

async function writeStamp(folder: string, stamp: string): Promise<void> {
  const file = stampFile(folder);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, stamp);
}

function dtypeOption(name: string, value: string): Dtype {
  const dtype = DTYPES.find((each) => each === value);
  if (!dtype) throw new Error(`--${name} ${value}: choose one of ${DTYPES.join(', ')}.`);
  return dtype;
}

if (isMain(import.meta)) {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: DEMO_FOLDER },
      webgpu: { type: 'string', default: DEFAULT_DTYPES.webgpu },
      wasm: { type: 'string', default: DEFAULT_DTYPES.wasm },
    },
  });
  const dtypes = { webgpu: dtypeOption('webgpu', values.webgpu), wasm: dtypeOption('wasm', values.wasm) };
  await buildDemo(resolve(values.out), dtypes);
  await buildBaselineDemo(resolve(values.out));
}
