/**
 * `npm run sizes`: what each entry of the npm package adds to an application, minified and compressed, next to the
 * image-to-text pipeline of transformers.js. Build the package first.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type OutputChunk } from 'rolldown';
import { isMain } from '../is-main.ts';
import { DIST, ROOT } from './places.ts';

export interface Size {
  name: string;
  /** What is loaded at once, minified. */
  bytes: number;
  gzip: number;
  /** The most that it may have, compressed; null where it is not ours. */
  budget: number | null;
}

/** Kilobytes, compressed. */
const BUDGETS = { index: 8, engine: 40, export: 45, dataset: 32, element: 14, worker: 240 };

/** The entries, the worker, and what transformers.js takes for the same. */
export async function packageSizes(): Promise<Size[]> {
  const { worker, ...entries } = BUDGETS;
  const sizes: Size[] = [];
  for (const [name, kilobytes] of Object.entries(entries))
    sizes.push({
      name: nameOf(name),
      ...(await importSize(join(DIST, `${name}.js`))),
      budget: 1000 * kilobytes,
    });
  const code = readFileSync(join(DIST, 'worker.js'));
  sizes.push({ name: 'blipscope/worker', ...sizeOf(code), budget: 1000 * worker });
  return sizes;
}

/** `import { pipeline } from '@huggingface/transformers'`. */
async function transformersSize(): Promise<Size> {
  const size = await importSize('@huggingface/transformers', '{ pipeline }');
  return { name: '@huggingface/transformers', ...size, budget: null };
}

const nameOf = (entry: string) => (entry === 'index' ? 'blipscope' : `blipscope/${entry}`);

/** Of what an application loads that imports it; what is imported later is not counted. */
async function importSize(specifier: string, what = '*'): Promise<Pick<Size, 'bytes' | 'gzip'>> {
  const code = `export ${what} from ${JSON.stringify(specifier)};`;
  const { output } = await build({
    cwd: ROOT,
    input: 'application',
    platform: 'browser',
    logLevel: 'silent',
    write: false,
    plugins: [
      {
        name: 'application',
        resolveId: (id) => (id === 'application' ? join(ROOT, 'application.js') : null),
        load: (id) => (id === join(ROOT, 'application.js') ? code : null),
      },
    ],
    output: { format: 'esm', minify: true },
  });
  const chunks = output.filter((each): each is OutputChunk => each.type === 'chunk');
  const loaded = loadedAtOnce(chunks).map((chunk) => chunk.code);
  return sizeOf(Buffer.from(loaded.join('\n')));
}

function loadedAtOnce(chunks: readonly OutputChunk[]): OutputChunk[] {
  const names = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
  const found = new Set<string>();
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    names.push(...(chunks.find(({ fileName }) => fileName === name)?.imports ?? []));
  }
  return chunks.filter(({ fileName }) => found.has(fileName));
}

function sizeOf(code: Buffer): Pick<Size, 'bytes' | 'gzip'> {
  return { bytes: code.byteLength, gzip: gzipSync(code, { level: 9 }).byteLength };
}

async function main(): Promise<void> {
  if (!existsSync(join(DIST, 'index.js')))
    throw new Error('The package is not built. Run `npm run build:package` first.');
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const { name, bytes, gzip, budget } of [...(await packageSizes()), await transformersSize()]) {
    const limit = budget === null ? '' : `, budget ${kilobytes(budget)}`;
    console.log(`${name}: ${kilobytes(bytes)} minified, ${kilobytes(gzip)} gzip${limit}`);
  }
  for (const build of ['', '.jspi', '.asyncify']) {
    const name = `ort-wasm-simd-threaded${build}.wasm`;
    const { bytes, gzip } = sizeOf(readFileSync(join(DIST, 'wasm', name)));
    console.log(`blipscope/wasm/${name}: ${kilobytes(bytes)}, ${kilobytes(gzip)} gzip`);
  }
}

if (isMain(import.meta)) await main();
