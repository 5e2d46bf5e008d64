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
  const { signal } = new AbortController();
  for (const target of BACKENDS) {
    const [folder, dtype] = [join(out, target), dtypes[target]];
    await makeOnce(folder, `${source} ${dtype}`, async () => {
      const { bytes } = await exportFolder({
        folder: CHECKPOINT,
        id: ID,
        out: folder,
        target,
        dtype,
        signal,
      });
      console.log(`Demo model for ${target}: ${dtype}, ${(bytes / 1e6).toFixed(1)} MB.`);
    });
  }
}

/**
 * Makes `<out>/baseline`, the baseline in standard form for measurements, unless it is up to date. Weights have 16 bits,
 * as in the checkpoint.
 */
export async function buildBaselineDemo(out: string): Promise<void> {
  const folder = join(out, 'baseline');
  await makeOnce(folder, `${await fingerprint()} baseline`, async () => {
    const { bytes } = await exportBaselineFolder({ folder: CHECKPOINT, id: ID, out: folder, dtype: 'fp16' });
    console.log(`Demo model to compare with: ${(bytes / 1e6).toFixed(1)} MB.`);
  });
}

/** Makes the bundle in a folder, unless it was made from the same before, as `stamp` describes it. */
export async function makeOnce(folder: string, stamp: string, make: () => Promise<void>): Promise<void> {
  const file = stampFile(folder);
  const known = (await pathKind(file)) === 'file' ? await readFile(file, 'utf8') : null;
  if (known === `${stamp}\n` && (await pathKind(join(folder, MANIFEST_FILE))) === 'file') return;
  await mkdir(dirname(folder), { recursive: true });
  await make();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${stamp}\n`);
}

/** Records what a folder was made from, outside of it: the folder is served. */
function stampFile(folder: string): string {
  return join(ROOT, '.cache', 'demo', relative(ROOT, folder).replaceAll(/[\\/:.]+/g, '-'));
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
