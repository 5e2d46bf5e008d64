import type { Plugin } from 'vite';

/** Makes the page cross-origin isolated, which WebAssembly threads need. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

function policy(connections: string): string {
  return ["default-src 'self'", `connect-src 'self' blob:${connections}`, ...COMMON].join('; ');
}

/** Mantine writes inline styles; pictures use blobs; the runtime and the hashes use WebAssembly. */
const COMMON = [
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
  // `core/trusted-types.ts` has the rules.
  "require-trusted-types-for 'script'",
  'trusted-types default',
];

/** The policy of the page and of the workers that see pictures: nothing leaves this origin. */
export const CONTENT_SECURITY_POLICY = policy('');

/**
 * The policy of the worker that installs models. It fetches from the hub that the person chose and from the storage
 * it redirects to, at any address, and never sees a picture. A worker has the policy that its script is served with.
 */
const INSTALLER_POLICY = policy(' https: http:');
const INSTALLER = /\/convert\.worker-[\w-]+\.js$/;

/** No other page may frame the app. Browsers ignore this directive in a `<meta>` element. */
const FRAMES = "; frame-ancestors 'none'";

/** The headers of each file of the built app. */
export const SERVED = {
  headers: {
    ...ISOLATION_HEADERS,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY + FRAMES,
    'X-Content-Type-Options': 'nosniff',
  },
  installer: { path: INSTALLER.source, policy: INSTALLER_POLICY + FRAMES },
};

/** Serves the built app with the headers that a host should send. */
export function servedHeaders(): Plugin {
  return {
    name: 'served-headers',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        for (const [name, value] of Object.entries(SERVED.headers)) response.setHeader(name, value);
        if (INSTALLER.test(pathname)) response.setHeader('Content-Security-Policy', SERVED.installer.policy);
        next();
      });
    },
  };
}

/**
 * Writes the policy into the built page, for hosts that send no headers. In development React needs inline scripts.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
