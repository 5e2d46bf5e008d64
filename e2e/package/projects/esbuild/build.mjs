import { copyFile, cp } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const output = { format: 'esm', minify: true, outdir: 'dist' };
await build({ entryPoints: ['./page'], bundle: true, jsx: 'automatic', ...output });
// esbuild copies no files that code refers to by their address.
const beside = (file) => fileURLToPath(import.meta.resolve(`blipscope/${file}`));
await copyFile(beside('worker'), 'dist/worker.js');
await copyFile(beside('libheif'), 'dist/libheif.js');
await cp(dirname(beside('wasm/ort-wasm-simd-threaded.wasm')), 'dist/wasm', { recursive: true });
