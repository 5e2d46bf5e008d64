/** Exports the reference checkpoints, and the demo model in fp32, q8 and fp16, builds the parity page and serves it. */
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, preview, type UserConfig } from 'vite';
import { exportFolder } from '../../cli/export.ts';
import { mixtureCheckpoint } from '../../model-export/testing/mixture.ts';
import { buildDemo } from '../../scripts/build-demo.ts';
import { ISOLATION_HEADERS } from '../../scripts/vite/security.ts';
import { buildConstants } from '../../vite.config.ts';

const REPO = fileURLToPath(new URL('../..', import.meta.url));
const WORK = join(REPO, '.cache', 'parity');
const PUBLIC = join(WORK, 'public');
const REFERENCE = join(REPO, 'reference');
const CHECKPOINTS = join(REFERENCE, 'checkpoints');

const config: UserConfig & { configFile: false } = {
  configFile: false,
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: PUBLIC,
  define: buildConstants,
  worker: { format: 'es' },
  build: { outDir: join(WORK, 'dist'), emptyOutDir: true },
  // Not revalidated: Vite's answer 304 lacks the headers, and WebKit then refuses the script of a worker.
  preview: { headers: { ...ISOLATION_HEADERS, 'Cache-Control': 'no-store' } },
  logLevel: 'warn',
};

async function exportReference(): Promise<void> {
  for (const name of await readdir(CHECKPOINTS)) await exportCheckpoint(join(CHECKPOINTS, name), name);
  for (const name of ['matcher-9', 'vqa-9', 'vqa-36']) {
    await exportCheckpoint(join(REFERENCE, 'architectures', name), name);
  }
  await exportCheckpoint(await writeMixture(join(WORK, 'mixture')), 'mixture');
}

async function exportCheckpoint(folder: string, name: string): Promise<void> {
  const { signal } = new AbortController();
  for (const target of ['webgpu', 'wasm'] as const) {
    const out = join(PUBLIC, 'models', name, target);
    await mkdir(join(out, '..'), { recursive: true });
    await exportFolder({ folder, id: name, out, target, dtype: 'fp32', signal });
  }
}

/** The folders of a captioner and of its matcher. */
async function writeMixture(folder: string): Promise<string> {
  const { files } = await mixtureCheckpoint('shared');
  for (const name of files.list()) {
    const source = await files.open(name);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), await source.read(0, source.size));
  }
  return folder;
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '4174' } } });
await exportReference();
await buildDemo(join(PUBLIC, 'models', 'demo'), { webgpu: 'fp32', wasm: 'fp32' });
await buildDemo(join(PUBLIC, 'models', 'demo-q8'), { webgpu: 'q8', wasm: 'q8' });
await buildDemo(join(PUBLIC, 'models', 'demo-fp16'), { webgpu: 'fp16', wasm: 'fp32' });
await cp(join(REFERENCE, 'images'), join(PUBLIC, 'images'), { recursive: true });
await cp(join(REFERENCE, 'values'), join(PUBLIC, 'values'), { recursive: true });
await cp(join(REPO, 'public', 'samples'), join(PUBLIC, 'samples'), { recursive: true });
await build(config);
const server = await preview({
  ...config,
  preview: { ...config.preview, port: Number(values.port), strictPort: true },
});
server.printUrls();
