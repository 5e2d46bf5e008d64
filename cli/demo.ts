/** The demo model, used if no other is named. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MANIFEST_FILE } from '../core/manifest/manifest.ts';
import { demoFolder, removeOldDemos } from './cache.ts';
import { CliError } from './errors.ts';
import { pathKind } from './files.ts';

/** Put in where the command line is bundled: the folder of the demo bundle that comes with it, by its file's address. */
declare const DEMO_BUNDLE: string | undefined;

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The code that makes the bundle. */
const SOURCES = ['core', 'model-export'];
export const CHECKPOINT = join(ROOT, 'demo-model', 'checkpoint');
export const ID = 'blipscope/demo';

/**
 * Returns the folder of the demo bundle: the one that comes with the npm package, or one that is exported into the cache on
 * first use.
 * @throws {CliError}
 */
export async function demoModel(signal: AbortSignal): Promise<string> {
  if (typeof DEMO_BUNDLE === 'string') return fileURLToPath(new URL(DEMO_BUNDLE, import.meta.url));
  const out = demoFolder(await fingerprint());
  if ((await pathKind(join(out, MANIFEST_FILE))) === 'missing') {
    // Loaded only to export: it would slow down the start of every command.
    const { exportFolder } = await import('./export.ts');
    await exportFolder({ folder: CHECKPOINT, id: ID, out, target: 'node', dtype: 'fp32', signal });
    await removeOldDemos(out);
  }
  return out;
}

/** A hash of the checkpoint and of the exporter: if either changes, the model is exported again. */
export async function fingerprint(): Promise<string> {
  if ((await pathKind(CHECKPOINT)) !== 'folder') {
    throw new CliError(`There is no demo model at ${CHECKPOINT}. Pass --model with the folder of a bundle.`);
  }
  const hash = createHash('sha256');
  for (const path of [...(await checkpointFiles()), ...(await exporterFiles())]) {
    hash
      .update(path)
      .update('\0')
      .update(await readFile(join(ROOT, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function checkpointFiles(): Promise<string[]> {
  const entries = await readdir(CHECKPOINT, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(ROOT, join(parentPath, name))).sort();
}

async function exporterFiles(): Promise<string[]> {
  const folders = await Promise.all(
    SOURCES.map(async (room) =>
      (await readdir(join(ROOT, room), { recursive: true })).map((path) => join(room, path)),
    ),
  );
  return folders
    .flat()
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort();
}
