/** `npm run build:package`: makes the npm package in `packages/blipscope`, ready for `npm pack`. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT, fingerprint, ID } from '../../cli/demo.ts';
import { exportFolder } from '../../cli/export.ts';
import { type Dtype, TARGETS } from '../../core/dtypes.ts';
import rootPackage from '../../package.json' with { type: 'json' };
import { makeOnce } from '../build-demo.ts';
import { noticesOf, packageFolder } from '../vite/license-notices.ts';
import { buildCode, runtimeFiles } from './code.ts';
import { DIST, MODELS, PACKAGE, ROOT } from './places.ts';
import { buildTypes } from './types.ts';

/** A small download with nearly the results of fp32. */
const DTYPE: Dtype = 'q8';

async function main(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  const modules = await buildCode();
  chmodSync(join(DIST, 'cli', 'main.js'), 0o755);
  copyRuntime();
  buildTypes();
  await buildModels();
  copyPicture();
  copyFileSync(join(ROOT, 'LICENSE'), join(PACKAGE, 'LICENSE'));
  writeFileSync(join(PACKAGE, 'licenses.txt'), notices(modules));
}

function copyRuntime(): void {
  mkdirSync(join(DIST, 'wasm'), { recursive: true });
  for (const [name, path] of runtimeFiles()) copyFileSync(path, join(DIST, 'wasm', name));
}

/** The demo model for everything that runs it, so that nothing is fetched from a third place. */
async function buildModels(): Promise<void> {
  const source = await fingerprint();
  const { signal } = new AbortController();
  for (const target of TARGETS) {
    const out = join(MODELS, 'demo', target);
    const request = { folder: CHECKPOINT, id: ID, out, target, dtype: DTYPE, signal };
    await makeOnce(out, `${source} ${DTYPE}`, async () => void (await exportFolder(request)));
  }
}

/** A drawn scene for the examples: the demo model knows nothing else. */
function copyPicture(): void {
  const samples = join(ROOT, 'public', 'samples');
  copyFileSync(join(samples, '01.webp'), join(PACKAGE, 'examples', 'picture.webp'));
  copyFileSync(join(samples, 'LICENSES.md'), join(PACKAGE, 'examples', 'LICENSES.md'));
}

function notices(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== null));
  const runtime = join(ROOT, 'scripts', 'vite', 'licenses', 'onnxruntime.txt');
  return noticesOf(folders, {
    own: [
      { title: `Blipscope ${rootPackage.version} (${rootPackage.license})`, file: join(ROOT, 'LICENSE') },
    ],
    texts: { 'onnxruntime-web': runtime, 'onnxruntime-common': runtime },
  });
}

await main();
