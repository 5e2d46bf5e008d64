import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import packages from './package.json' with { type: 'json' };
import { licenseNotices } from './scripts/vite/license-notices.ts';
import { contentSecurityPolicy, ISOLATION_HEADERS, SERVED, servedHeaders } from './scripts/vite/security.ts';
import { sharedModules } from './scripts/vite/shared-modules.ts';
import { shellBudget } from './scripts/vite/shell-budget.ts';
import { withHashes } from './scripts/vite/shell-hashes.ts';
import { shippedManifests } from './scripts/vite/shipped-manifests.ts';
import { webAppManifest } from './scripts/vite/web-app-manifest.ts';

/** The wasm file of one of onnxruntime-web's builds, as `workers/build-constants.d.ts` declares it. */
export function runtimeBytes(build: string): number {
  const file = import.meta.resolve(`onnxruntime-web/ort-wasm-simd-threaded${build}.wasm`);
  return statSync(fileURLToPath(file)).size;
}

export const buildConstants = {
  RUNTIME_BYTES: JSON.stringify({
    plain: runtimeBytes(''),
    jspi: runtimeBytes('.jspi'),
    asyncify: runtimeBytes('.asyncify'),
  }),
  RUNTIME_VERSION: JSON.stringify(packages.dependencies['onnxruntime-web']),
  OTHER_ORIGINS: 'false',
  SHIPPED_MANIFESTS: JSON.stringify(shippedManifests(fileURLToPath(new URL('public', import.meta.url)))),
};

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RUNTIME_LICENSE = file('scripts/vite/licenses/onnxruntime.txt');
const notices = licenseNotices({
  own: [
    { title: `Blipscope ${packages.version} (${packages.license})`, file: file('LICENSE') },
    { title: 'Sample pictures', file: file('public/samples/LICENSES.md') },
  ],
  // Published without a licence file.
  texts: {
    'onnxruntime-web': RUNTIME_LICENSE,
    'onnxruntime-common': RUNTIME_LICENSE,
    'react-remove-scroll-bar': file('scripts/vite/licenses/react-remove-scroll-bar.txt'),
  },
});
const library = (name: string) => fileURLToPath(import.meta.resolve(name));
/** The libraries that decode pictures, and the runtime. */
const libraries = sharedModules(
  [
    file('workers/image/libraries/libheif.ts'),
    file('workers/image/libraries/utif.ts'),
    library('onnxruntime-web/wasm'),
    library('onnxruntime-web/jspi'),
    library('onnxruntime-web/webgpu'),
  ],
  notices.add,
);

export default defineConfig({
  // Relative addresses: the built folder works on any host and under any path.
  base: './',
  define: {
    ...buildConstants,
    SERVED: JSON.stringify(SERVED),
  },
  plugins: [
    react(),
    contentSecurityPolicy(),
    servedHeaders(),
    libraries.page,
    notices.page,
    shellBudget({ page: 'index.html', gzipBytes: 300_000 }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers',
      filename: 'sw.ts',
      registerType: 'prompt',
      // The page registers it, by `virtual:pwa-register`.
      injectRegister: null,
      manifest: webAppManifest,
      injectManifest: {
        rollupFormat: 'iife',
        // The caption worker caches the runtime's wasm files and the models that it needs.
        globPatterns: ['**/*.{html,txt,js,css,svg,png,jpg,jpeg,webp,json,webmanifest}'],
        globIgnores: ['models/**'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        // 2 MB, for those who have HEIC pictures.
        manifestTransforms: [withHashes(file('dist'), { onDemand: /^assets\/libheif-/ })],
      },
    }),
  ],
  // The shell budget limits the size of chunks.
  build: {
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { input: ['index.html', 'bench.html'] },
  },
  worker: { format: 'es', plugins: () => [...libraries.workers(), ...notices.workers()] },
  server: { headers: ISOLATION_HEADERS },
  optimizeDeps: {
    // Its workers start from its own file, and it fetches the wasm file next to it.
    exclude: ['onnxruntime-web'],
    // Imported by workers only; listed here so that discovering them does not reload the page.
    include: [
      '@huggingface/hub',
      '@huggingface/tokenizers',
      '@noble/hashes/legacy.js',
      '@noble/hashes/sha2.js',
      '@zip.js/zip.js/lib/zip-core-native.js',
      'hash-wasm',
    ],
  },
});
