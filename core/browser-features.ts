/** What a browser may lack, and what the app does then. Whatever is not listed, every supported browser has. */

interface Feature {
  isThere(scope: object): boolean;
  /** What is different without it. In English, for a person. */
  without: string;
}

const FEATURES = {
  'secure-page': {
    isThere: (scope) => Reflect.get(scope, 'isSecureContext') === true,
    without:
      'The page was opened over plain http, where browsers offer neither the GPU nor storage: open it over https or on localhost.',
  },
  webgpu: {
    isThere: (scope) => has(scope, 'navigator', 'gpu'),
    without: 'No WebGPU: the CPU runs the models, which takes longer.',
  },
  'shared-memory': {
    // WebKitGTK calls itself isolated and has no shared memory.
    isThere: (scope) => Reflect.get(scope, 'crossOriginIsolated') === true && has(scope, 'SharedArrayBuffer'),
    without: 'No memory that threads share: on the CPU, one thread does all the work.',
  },
  'offscreen-canvas': {
    isThere: (scope) => has(scope, 'OffscreenCanvas'),
    without: 'No canvas for workers: pictures cannot be read. Update the browser, or use another one.',
  },
  'service-worker': {
    isThere: (scope) => has(scope, 'navigator', 'serviceWorker'),
    without: 'No service worker: the page cannot be opened without a network.',
  },
  'cache-storage': {
    isThere: (scope) => has(scope, 'caches'),
    without: 'No cache: the demo model is downloaded at every visit.',
  },
  database: {
    isThere: (scope) => has(scope, 'indexedDB'),
    without: 'No database: pictures, captions and settings are lost on reload.',
  },
  'private-files': {
    isThere: (scope) => has(scope, 'navigator', 'storage', 'getDirectory'),
    without:
      'No private files, as in some private windows: only the demo model runs, and none can be installed.',
  },
  locks: {
    isThere: (scope) => has(scope, 'navigator', 'locks'),
    without: 'No locks: two tabs of this page do not know of each other, so use only one.',
  },
  'folder-picker': {
    isThere: (scope) => has(scope, 'showDirectoryPicker'),
    without: 'No access to folders: models are saved as zip files only.',
  },
} satisfies Record<string, Feature>;

export type BrowserFeature = keyof typeof FEATURES;

export const BROWSER_FEATURES = Object.keys(FEATURES) as readonly BrowserFeature[];

/** What is different without each of them, in English. */
export const WITHOUT = Object.fromEntries(
  BROWSER_FEATURES.map((name) => [name, FEATURES[name].without]),
) as Record<BrowserFeature, string>;

/** Whether the browser has it. @param scope the global object; another one in tests. */
export function hasFeature(name: BrowserFeature, scope: object = globalThis): boolean {
  return FEATURES[name].isThere(scope);
}

function has(scope: object, ...path: string[]): boolean {
  const found = path.reduce<unknown>(
    (parent, key) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined),
    scope,
  );
  return found !== undefined && found !== null;
}
