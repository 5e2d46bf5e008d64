/** The JavaScript of the npm package, bundled from the rooms. */
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { type BuildOptions, build, type OutputChunk, type Plugin, type RolldownOutput } from 'rolldown';
import { runtimeBytes } from '../../vite.config.ts';
import { DIST, PACKAGE, ROOT } from './places.ts';

const source = (name: string) => join(PACKAGE, 'src', `${name}.ts`);

/** What each entry is built from. */
export const ENTRIES = {
  index: source('index'),
  engine: source('engine'),
  export: source('export'),
  dataset: source('dataset'),
  element: source('element'),
} as const;

const CONSTANTS = {
  RUNTIME_BYTES: JSON.stringify({
    plain: runtimeBytes(''),
    jspi: runtimeBytes('.jspi'),
    asyncify: runtimeBytes('.asyncify'),
  }),
  OTHER_ORIGINS: 'true',
  SHIPPED_MANIFESTS: '{}',
};

/** Builds everything into `dist`. Returns the modules that are in it. */
export async function buildCode(): Promise<string[]> {
  const outputs = [
    await buildEntries(),
    await buildElement(),
    await buildWorker(),
    await buildLibheif(),
    await buildCommandLine(),
  ];
  const chunks = outputs
    .flatMap(({ output }) => output)
    .filter((each): each is OutputChunk => each.type === 'chunk');
  return chunks.flatMap(({ moduleIds }) => moduleIds);
}

/** With their chunks beside them: bundlers find the worker by the address of the entry that names it. */
function buildEntries(): Promise<RolldownOutput> {
  const { element: _, ...input } = ENTRIES;
  return bundle({
    input,
    // In Node, too: libraries have a part for Node alone that is not used.
    platform: 'browser',
    treeshake: { moduleSideEffects: hasSideEffects },
    output: { dir: DIST, chunkFileNames: 'chunks/[name]-[hash].js' },
  });
}

/** By itself: code that it shared with `index` would be a chunk, beside which there is no worker. */
function buildElement(): Promise<RolldownOutput> {
  return bundle({
    input: { element: ENTRIES.element },
    platform: 'browser',
    plugins: [indexBeside()],
    output: { dir: DIST, codeSplitting: false },
  });
}

function buildWorker(): Promise<RolldownOutput> {
  return bundle({
    input: { worker: join(ROOT, 'workers', 'package.worker.ts') },
    platform: 'browser',
    transform: { define: CONSTANTS },
    plugins: [filesInAddress(), ownAddress()],
    output: { dir: DIST, codeSplitting: false, minify: true },
  });
}

/** Under the LGPL: a file by itself, which can be replaced. */
function buildLibheif(): Promise<RolldownOutput> {
  return bundle({
    input: { libheif: join(ROOT, 'workers', 'image', 'libraries', 'libheif.ts') },
    platform: 'browser',
    output: { dir: DIST, codeSplitting: false, sourcemap: false },
  });
}

function buildCommandLine(): Promise<RolldownOutput> {
  return bundle({
    input: { main: join(ROOT, 'cli', 'main.ts') },
    platform: 'node',
    // Libraries with binaries of their own.
    external: ['onnxruntime-node', 'sharp'],
    transform: { define: { DEMO_BUNDLE: JSON.stringify('../../models/demo/node') } },
    plugins: [anyRuntime(), libheifBeside(), programsByAddress()],
    output: {
      dir: join(DIST, 'cli'),
      chunkFileNames: '[name]-[hash].js',
      banner: ({ name, isEntry }) => (isEntry && name === 'main' ? '#!/usr/bin/env node' : ''),
    },
  });
}

/** Of our modules, one: it puts a library where another one looks for it. */
const hasSideEffects = (id: string) => id.includes('node_modules') || id.includes('pako-global');

async function bundle({ output, ...options }: BuildOptions & { output: object }): Promise<RolldownOutput> {
  const warnings: string[] = [];
  const built = await build({
    cwd: ROOT,
    logLevel: 'warn',
    // A busy machine is no fault.
    checks: { bundlerTimings: false, pluginTimings: false },
    onLog: (level, log) => {
      if (level === 'warn') warnings.push(log.message);
    },
    ...options,
    output: { format: 'esm', sourcemap: true, entryFileNames: '[name].js', ...output },
  });
  if (warnings.length > 0) throw new Error(warnings.join('\n\n'));
  return built as RolldownOutput;
}

const LIBHEIF = /[\\/]libraries[\\/]libheif\.ts$/;

/** The addresses of files that the worker loads are in the fragment of its own: see `packages/blipscope/src/assets.ts`. */
function filesInAddress(): Plugin {
  const address = (name: string) =>
    `new URLSearchParams(location.hash.slice(1)).get(${JSON.stringify(name)})`;
  const WASM = /^onnxruntime-web\/ort-wasm-simd-threaded(?:\.(jspi|asyncify))?\.wasm\?url$/;
  return {
    name: 'files-in-address',
    resolveId: {
      filter: { id: WASM },
      handler: (id) => `\0address:${WASM.exec(id)?.[1] ?? 'plain'}`,
    },
    load: {
      filter: { id: [/^\0address:/, LIBHEIF] },
      handler: (id) =>
        LIBHEIF.test(id)
          ? `const { default: library } = await import(${address('libheif')});\nexport default library;`
          : `export default ${address(id.slice('\0address:'.length))};`,
    },
  };
}

/** The command line takes libheif from the file that the worker takes it from. */
function libheifBeside(): Plugin {
  return {
    name: 'libheif-beside',
    resolveId: {
      filter: { id: LIBHEIF },
      handler: () => ({ id: '../libheif.js', external: true }),
    },
  };
}

/** The element takes the client from the entry that has it, so that a page that uses both has one. */
function indexBeside(): Plugin {
  return {
    name: 'index-beside',
    resolveId: {
      filter: { id: /^\.\.\/index\.ts$/ },
      handler: () => ({ id: './index.js', external: true }),
    },
  };
}

/** The command line's runtime is what is installed beside the package, or else WebAssembly. */
function anyRuntime(): Plugin {
  const [native, any] = ['onnxruntime.ts', join('packaged', 'onnxruntime.ts')].map((name) =>
    join(ROOT, 'cli', name),
  );
  return {
    name: 'any-runtime',
    async resolveId(specifier, importer, options) {
      if (!specifier.endsWith('/onnxruntime.ts')) return null;
      const found = await this.resolve(specifier, importer, { ...options, skipSelf: true });
      return found?.id === native ? any : null;
    },
  };
}

const BY_ADDRESS = /new URL\('\.\/([\w-]+)\.(ts|mjs)', import\.meta\.url\)/g;

/** A worker that a worker starts is the same file, told by its name what it is. */
function ownAddress(): Plugin {
  return {
    name: 'own-address',
    transform: {
      filter: { code: BY_ADDRESS },
      // No line is added or removed: the map of the source serves.
      handler: (code) => ({ code: code.replaceAll(BY_ADDRESS, 'location.href'), map: null }),
    },
  };
}

/** Programs and threads that the command line starts by their address are built beside it. */
function programsByAddress(): Plugin {
  return {
    name: 'programs-by-address',
    transform: {
      filter: { code: BY_ADDRESS },
      handler(code, id) {
        const addressOf = (_: string, name: string, ending: string) => {
          const file = `${name}.${ending === 'ts' ? 'js' : ending}`;
          this.emitFile({ type: 'chunk', id: join(id, '..', `${name}.${ending}`), fileName: file });
          return `new URL('./${file}', import.meta.url)`;
        };
        return { code: code.replaceAll(BY_ADDRESS, addressOf), map: null };
      },
    },
  };
}

/** The runtime's WebAssembly files, by name. */
export function runtimeFiles(): Map<string, string> {
  const { resolve } = createRequire(import.meta.url);
  const paths = ['', '.jspi', '.asyncify'].map((build) =>
    resolve(`onnxruntime-web/ort-wasm-simd-threaded${build}.wasm`),
  );
  return new Map(paths.map((path) => [basename(path), path]));
}
