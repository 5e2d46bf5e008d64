import type { Plugin } from 'vite';

/** Makes the page cross-origin isolated, which threads in WebAssembly need. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

function policy(connections: string): string {
  return ["default-src 'self'", `connect-src 'self' blob: data:${connections}`, ...COMMON].join('; ');
}

/** Mantine writes its styles inline; pictures and threads live in blobs; WebAssembly is the runtime's, and hashes. */
const COMMON = [
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'none'",
];

/** Of the page and of the worker that sees pictures: nothing leaves this origin. */
export const CONTENT_SECURITY_POLICY = policy('');

/**
 * Of the worker that installs models, and of it alone: it asks the hub that the person chose, and the storage that
 * hub redirects to, whatever their addresses. It never sees a picture. A worker has the policy that its own script
 * is served with.
 */
const INSTALLER_POLICY = policy(' https: http:');
const INSTALLER = /\/convert\.worker-[\w-]+\.js$/;

/** What each file of the built app is served with. */
export const SERVED = {
  headers: { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  installer: { path: INSTALLER.source, policy: INSTALLER_POLICY },
};

/** Serves the built app as a host should that can send headers. */
export function servedHeaders(): Plugin {
  return {
    name: 'served-headers',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        for (const [name, value] of Object.entries(SERVED.headers)) response.setHeader(name, value);
        if (INSTALLER.test(pathname)) response.setHeader('Content-Security-Policy', INSTALLER_POLICY);
        next();
      });
    },
  };
}

/** Writes the policy into the built page, for hosts that send no headers. In development React needs inline scripts. */
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
